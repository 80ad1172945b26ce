FROM debian:bookworm-slim
RUN --mount=type=bind,source=a,target=/a \
    --mount=type=cache,id=pip,target=/cache,sharing=locked \
    --mount=type=tmpfs,target=/tmp,size=1g \
    --mount=type=secret,id=token,required=true \
    --mount=type=ssh \
    --network=none ls
