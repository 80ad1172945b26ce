ARG A=$(cat /etc/passwd)
ARG B=`date`;ls
FROM scratch
