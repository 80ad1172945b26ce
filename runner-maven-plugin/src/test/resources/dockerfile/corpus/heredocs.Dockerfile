ARG A=1
FROM debian:bookworm-slim AS runtime
RUN <<EOF
ARG B=2
FROM nowhere AS nothing
# this line is content
EOF
COPY <<one.txt <<-"two.txt" /files/
$A
one.txt
	literal $A
	two.txt
RUN cat <<EOF > /x && 3<<'E F' true
x
EOF
y
E F
