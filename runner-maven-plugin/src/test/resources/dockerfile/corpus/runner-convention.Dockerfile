# syntax=docker/dockerfile:1
# Describes the packing of CUDA runners.
ARG CUDA_VERSION=12.8.1       # REQUIRED
ARG PYTHON_VERSION=3.12       # REQUIRED
ARG VLLM_VERSION=0.9.2        # REQUIRED
ARG VLLM_BASE=${VLLM_VERSION%.*}
ARG SGLANG_VERSION            # OPTIONAL (PLACEHOLDER)

FROM debian:bookworm-slim AS runtime
SHELL ["/bin/bash", "-eo", "pipefail", "-c"]
ARG TARGETPLATFORM
ARG TARGETOS
ARG TARGETARCH
ARG CUDA_VERSION
ARG PYTHON_VERSION
RUN <<EOF
    # install the toolkit
    echo "${CUDA_VERSION} ${PYTHON_VERSION}"
EOF

FROM runtime AS vllm
ARG VLLM_VERSION
RUN <<EOF
    echo "vllm==${VLLM_VERSION}"
EOF
WORKDIR /
ENTRYPOINT ["tini", "--"]

FROM runtime AS sglang
ARG SGLANG_VERSION
RUN echo "sglang==${SGLANG_VERSION}"
WORKDIR /
ENTRYPOINT ["tini", "--"]
