FROM debian:bookworm-slim AS base
ONBUILD ARG HIDDEN=1
ONBUILD COPY --from=tools /a /b
ONBUILD RUN echo built
FROM scratch AS tools
FROM base AS app
