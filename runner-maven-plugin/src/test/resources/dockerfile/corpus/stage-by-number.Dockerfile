FROM scratch
FROM scratch AS second
COPY --from=0 /a /b
FROM scratch
COPY --from=1 /a /b
