ARG A=${B:-two words}
FROM scratch
