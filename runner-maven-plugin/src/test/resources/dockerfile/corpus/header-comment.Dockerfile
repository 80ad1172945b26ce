# syntax=docker/dockerfile:1
# This image packs vLLM for CUDA.
#
# - Step 1: install the system packages.
# - Step 2: install vLLM.

# CUDA_VERSION the CUDA toolkit's version
ARG CUDA_VERSION=12.8.1
# not a description
ARG VLLM_VERSION=0.9.2

# runtime holds what all services share
FROM debian:bookworm-slim AS runtime
ARG CUDA_VERSION
RUN ls
