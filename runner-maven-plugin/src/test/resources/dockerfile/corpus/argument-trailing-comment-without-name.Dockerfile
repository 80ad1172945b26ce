ARG A=1 # =x
FROM scratch
