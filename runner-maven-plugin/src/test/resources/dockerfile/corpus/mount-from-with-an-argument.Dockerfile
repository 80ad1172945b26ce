FROM debian:bookworm-slim
RUN --mount=type=bind,from=$X,target=/x ls
