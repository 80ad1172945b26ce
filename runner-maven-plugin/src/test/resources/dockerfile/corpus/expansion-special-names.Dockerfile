ARG A=$ B=$1x C=$$ D=a$ E=${1} F=$é
FROM scratch
