FROM scratch
COPY --from=debian:bookworm-slim /etc/os-release /
