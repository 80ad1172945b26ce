# a comment first
# escape=`
FROM debian:bookworm-slim
RUN a \
  b
