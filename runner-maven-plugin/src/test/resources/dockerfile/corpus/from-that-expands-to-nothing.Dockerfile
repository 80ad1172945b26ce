ARG BASE
FROM $BASE AS broken
FROM scratch AS fine
