ARG TARGETARCH=riscv
ARG NAME=x-${TARGETARCH}-${TARGETOS}
FROM scratch AS $NAME-is-no-name
FROM scratch
