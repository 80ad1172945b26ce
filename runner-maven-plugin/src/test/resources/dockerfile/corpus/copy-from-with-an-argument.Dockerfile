ARG SOURCE=base
FROM scratch AS base
FROM scratch
ARG SOURCE
COPY --from=$SOURCE /a /b
