FROM debian:bookworm-slim
RUN echo one && \
    echo two && \
# a comment inside
    # an indented one

    echo three
RUN echo end\\
RUN echo spaces after the backslash \   
    and more
ENV A=1 \
    B=2
