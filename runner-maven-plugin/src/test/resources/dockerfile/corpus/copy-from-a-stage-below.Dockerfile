FROM scratch AS first
COPY --from=second /a /b
FROM scratch AS second
