# escape=`
ARG A=C:\dir
ARG B=a` b
FROM debian:bookworm-slim
RUN echo one `
    two \
COPY a b
