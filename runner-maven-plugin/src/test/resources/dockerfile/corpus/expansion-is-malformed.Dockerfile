ARG A=${
ARG B=${X
ARG C=${X!y}
ARG D="unclosed
FROM scratch
