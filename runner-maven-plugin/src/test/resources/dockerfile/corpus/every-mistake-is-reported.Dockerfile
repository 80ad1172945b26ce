FROM scratch AS 1st
COPY only-one
ENV NAME
LABEL =value
SHELL /bin/sh -c
HEALTHCHECK SOMETIMES
ONBUILD FROM x
WORKDIR
RUN --mount=type=tape,target=/x ls
COPY --form=x a b
