ARG A=a#b
ARG B="# quoted"
ARG C=#not-a-comment
FROM scratch
