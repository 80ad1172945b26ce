package ai.gpustack.runner.lint;

import java.util.List;

/**
 * A value of SHELL.
 *
 * @param words the program and its arguments
 */
record Shell(List<String> words) {

    /** What Docker uses where nothing is said. */
    static final Shell DEFAULT = new Shell(List.of("/bin/sh", "-c"));

    static final String CONVENTION = "SHELL [\"/bin/bash\", \"-eo\", \"pipefail\", \"-c\"]";

    /** Whether a command that fails ends it. */
    boolean exitsOnError() {
        return hasOption('e') || follows("errexit");
    }

    /** Whether it is bash, and ends when a command, or a part of a pipe, fails. */
    boolean isStrictBash() {
        return name().equals("bash") && exitsOnError() && follows("pipefail");
    }

    private String name() {
        String program = words.isEmpty() ? "" : words.get(0);
        return program.substring(program.lastIndexOf('/') + 1);
    }

    private boolean hasOption(char option) {
        return words.stream().skip(1).anyMatch(word -> isOptions(word) && word.indexOf(option) > 0);
    }

    /** Whether a word comes behind options that end in {@code o}. */
    private boolean follows(String option) {
        for (int i = 2; i < words.size(); i++) {
            String before = words.get(i - 1);
            if (words.get(i).equals(option) && isOptions(before) && before.endsWith("o")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOptions(String word) {
        return word.matches("-[A-Za-z]+");
    }
}
