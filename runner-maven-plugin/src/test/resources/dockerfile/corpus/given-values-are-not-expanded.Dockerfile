ARG A=default
ARG B=${A}-b
FROM scratch
ARG A
ARG B
