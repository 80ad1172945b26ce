FROM --platform=$BUILDPLATFORM debian:bookworm-slim AS tools
RUN ls
FROM debian:bookworm-slim
COPY --from=tools /a /b
