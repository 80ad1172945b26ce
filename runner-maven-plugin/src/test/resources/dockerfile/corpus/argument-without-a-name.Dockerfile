ARG
ARG =1
ARG A = 1
FROM scratch
