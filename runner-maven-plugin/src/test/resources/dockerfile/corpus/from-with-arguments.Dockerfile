ARG DISTRO=debian
ARG TAG=bookworm
FROM ${DISTRO}:${TAG}-slim AS runtime
RUN ls
FROM run${SUFFIX:-time} AS app
RUN ls
