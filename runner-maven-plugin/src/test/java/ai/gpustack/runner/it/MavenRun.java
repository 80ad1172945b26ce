package ai.gpustack.runner.it;

import java.util.regex.Pattern;

/**
 * What one Maven run printed.
 *
 * @param number which one of the project's runs, from 1
 * @param text what it printed
 */
public record MavenRun(int number, String text) {

    private static final Pattern STACK_TRACE =
            Pattern.compile("(?m)^\\s+at [\\w.$/@]+\\(.*\\)$|^Caused by: |^Exception in ");

    /**
     * Asserts that it printed each of some texts, in this order.
     *
     * @param expected the texts
     * @return this run
     */
    public MavenRun says(String... expected) {
        int from = 0;
        for (String one : expected) {
            int at = text.indexOf(one, from);
            if (at < 0) {
                throw new AssertionError("run " + number + " didn't say\n  " + one
                        + (text.contains(one) ? "\nin this place (it did before)" : "") + "\nbut:\n" + text);
            }
            from = at + one.length();
        }
        return this;
    }

    /**
     * Asserts that it didn't print a text.
     *
     * @param unexpected the text
     * @return this run
     */
    public MavenRun doesNotSay(String unexpected) {
        if (text.contains(unexpected)) {
            throw new AssertionError("run " + number + " said\n  " + unexpected + "\n:\n" + text);
        }
        return this;
    }

    /**
     * Asserts that it failed as a tool should: with a message, and without a stack trace.
     *
     * @return this run
     */
    public MavenRun failed() {
        if (!text.contains("BUILD FAILURE")) {
            throw new AssertionError("run " + number + " didn't fail:\n" + text);
        }
        return withoutStackTrace();
    }

    /**
     * Asserts that it succeeded.
     *
     * @return this run
     */
    public MavenRun succeeded() {
        if (!text.contains("BUILD SUCCESS")) {
            throw new AssertionError("run " + number + " didn't succeed:\n" + text);
        }
        return withoutStackTrace();
    }

    private MavenRun withoutStackTrace() {
        var trace = STACK_TRACE.matcher(text);
        if (trace.find()) {
            throw new AssertionError("run " + number + " printed a stack trace:\n" + trace.group() + "\nin:\n" + text);
        }
        return this;
    }
}
