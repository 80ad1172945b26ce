FROM debian:bookworm-slim
\
RUN echo hello
RUN echo at the end \
