FROM debian:bookworm-slim
RUN echo $((1<<2)) a<<b "<<EOF" <<<word
RUN echo it's <<EOF
ENV A=<<EOF
RUN ["cat", "<<EOF"]
