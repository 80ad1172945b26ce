ARG A=global
ARG B=global
FROM scratch AS one
ARG A=stage
ARG B
FROM scratch AS two
ARG A
FROM one AS three
ARG ONLY_HERE=1
