FROM debian:bookworm-slim AS runtime
RUN echo runtime
FROM runtime AS vllm
RUN echo vllm
FROM runtime AS sglang
RUN echo sglang
