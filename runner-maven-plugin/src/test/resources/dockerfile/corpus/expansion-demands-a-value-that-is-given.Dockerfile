ARG MISSING
ARG A="${MISSING:?must be given}"
FROM scratch
ARG A
