ARG V=v12.8.1-rc.1
ARG A=${V#v} B=${V#*.} C=${V##*.} D=${V%.*} E=${V%%.*}
ARG F=${V/./-} G=${V//./-} H=${V//[/x} I=${V/v/} J=${V//?/_}
ARG K=${V#*\*} L=${V//\//x} M=${A%%-*}
FROM scratch
