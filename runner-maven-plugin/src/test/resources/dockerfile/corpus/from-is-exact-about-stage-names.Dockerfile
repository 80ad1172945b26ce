FROM scratch AS base
FROM scratch AS other
COPY --from=base / /
FROM base
COPY --from=OTHER / /
