ARG A=1 # X=5 is set by this
ARG B=2
FROM scratch
