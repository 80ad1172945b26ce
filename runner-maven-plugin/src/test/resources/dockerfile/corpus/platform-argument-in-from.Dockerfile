FROM scratch AS base-amd64
FROM scratch AS base-arm64
FROM base-${TARGETARCH}
COPY a b
