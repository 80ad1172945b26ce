# syntax=docker/dockerfile:1
# escape=\
# check=skip=JSONArgsRecommended
# just a comment
# escape=`
FROM debian:bookworm-slim
RUN a \
  b
