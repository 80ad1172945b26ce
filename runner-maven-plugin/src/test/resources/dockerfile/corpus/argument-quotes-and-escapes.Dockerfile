ARG A="a \"quoted\" word"
ARG B='$A is not expanded'
ARG C=one\ word
ARG D="$A"' and '$B
ARG E=\$A
ARG F="back\\slash \n"
FROM scratch
