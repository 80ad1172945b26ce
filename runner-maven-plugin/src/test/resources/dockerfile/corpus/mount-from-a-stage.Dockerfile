FROM scratch AS tools
COPY t /
FROM debian:bookworm-slim AS runtime
RUN --mount=type=bind,from=tools,target=/tools --mount=type=cache,target=/root/.cache \
    ls /tools
