# escape=\
ARG A=1
FROM debian:bookworm-slim AS runtime
RUN echo one && \
    echo two
RUN <<EOF
echo three
EOF
