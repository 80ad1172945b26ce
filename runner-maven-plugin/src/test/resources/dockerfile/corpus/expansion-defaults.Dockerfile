ARG SET=value
ARG EMPTY=
ARG A=${UNSET:-default} B=${UNSET-default} C=${EMPTY:-default} D=${EMPTY-default}
ARG E=${SET:+other} F=${SET+other} G=${EMPTY:+other} H=${EMPTY+other} I=${UNSET:+other}
ARG J=${UNSET:-${SET:-x}y} K=${UNSET:-"two words"} L=${UNSET}
FROM scratch
