FROM debian:bookworm-slim
RUN --mount='type=bind,"source=a,b",target=/x' --network="none" -- --no-flag
COPY --from="0" a b
