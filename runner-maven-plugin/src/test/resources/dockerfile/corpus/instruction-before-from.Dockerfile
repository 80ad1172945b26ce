RUN echo too early
FROM scratch
