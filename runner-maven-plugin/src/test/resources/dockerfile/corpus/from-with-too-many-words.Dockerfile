FROM scratch AS a # comment
FROM scratch a
FROM
