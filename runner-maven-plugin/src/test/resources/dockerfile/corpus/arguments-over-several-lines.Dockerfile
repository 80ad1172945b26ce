ARG A=1 \
    B=2 \
    # a comment between them

    C=3
FROM scratch
