FROM debian:bookworm-slim
ARG A
ENV B=1 C="two words"
ENV OLD form with spaces
LABEL org.example="x" other=y
ADD --chown=1:1 --keep-git-dir=true https://example.com/repo.git /src
COPY --chmod=755 --link a b /c/
EXPOSE 80 443/tcp
HEALTHCHECK --interval=30s --retries=3 CMD ["true"]
USER nobody:nogroup
VOLUME /data
WORKDIR /work
STOPSIGNAL SIGTERM
SHELL ["/bin/sh", "-c"]
RUN --network=none true
CMD true
ENTRYPOINT ["tini", "--"]
