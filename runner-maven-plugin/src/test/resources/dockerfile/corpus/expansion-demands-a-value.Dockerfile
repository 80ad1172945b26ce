ARG A="${MISSING:?must be given}"
FROM scratch
