FROM debian:bookworm-slim
SHELL ["/bin/bash", "-eo", "pipefail", "-c"]
RUN ["echo", "a \"quote\"", "\u0041"]
RUN [ -f /etc/os-release ] && echo yes
CMD ["a",]
ENTRYPOINT ["tini", "--"]
COPY ["with space", "/to/"]
VOLUME ["/data"]
VOLUME /a /b
