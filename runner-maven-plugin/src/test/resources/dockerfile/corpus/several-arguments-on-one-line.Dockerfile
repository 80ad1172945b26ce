ARG A B=2 C="three words" D='x y'z E
FROM scratch
