FROM scratch
RUM echo hello
COPPY a b
