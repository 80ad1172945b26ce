FROM debian:bookworm-slim
RUN <<EOF
echo hello
 EOF
