# Says hello.
#
# - CPU_VERSION: REQUIRED.

ARG HELLO_VERSION=1.0   # REQUIRED, not 2.0
ARG CPU_VERSION=12   # HELLO_VERSION=1.1

FROM debian:${CPU_VERSION} as hello
ARG HELLO_VERSION
# lint: ignore RUN011 because the vendor's documentation says it like this
RUN apt-get update && apt-get install hello
RUN <<EOT
    curl -fsSL https://example.org/hello.tar.gz | tar -xz
    ./hello/install
EOT
# lint: ignore RUN012
WORKDIR /hello
# lint: ignore RUN013, RUN099 because the vendor's entry point is needed
ENTRYPOINT ["tini", "--"]
