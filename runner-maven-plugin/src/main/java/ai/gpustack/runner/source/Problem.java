package ai.gpustack.runner.source;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One thing that is wrong with the input: what, where, and how to mend it.
 *
 * @param severity how much it matters
 * @param at where it is
 * @param what what is wrong, as a sentence without a full stop
 * @param mend how to mend it, as a sentence without a full stop; empty where the first sentence says it all
 * @param kind which of the things that can be wrong it is; empty where that goes without saying
 */
public record Problem(Severity severity, Location at, String what, String mend, Optional<ProblemKind> kind) {

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    /**
     * A problem of no particular kind.
     *
     * @param severity how much it matters
     * @param at where it is
     * @param what what is wrong
     * @param mend how to mend it
     */
    public Problem(Severity severity, Location at, String what, String mend) {
        this(severity, at, what, mend, Optional.empty());
    }

    /**
     * A problem that matters as much as its kind does.
     *
     * @param kind which of the things that can be wrong it is
     * @param at where it is
     * @param what what is wrong
     * @param mend how to mend it
     * @return the problem
     */
    public static Problem of(ProblemKind kind, Location at, String what, String mend) {
        return new Problem(kind.severity(), at, what, mend, Optional.of(kind));
    }

    /**
     * An error.
     *
     * @param at where it is
     * @param what what is wrong
     * @param mend how to mend it
     * @return the problem
     */
    public static Problem error(Location at, String what, String mend) {
        return new Problem(Severity.ERROR, at, what, mend);
    }

    /**
     * A warning.
     *
     * @param at where it is
     * @param what what is wrong
     * @param mend how to mend it
     * @return the problem
     */
    public static Problem warning(Location at, String what, String mend) {
        return new Problem(Severity.WARNING, at, what, mend);
    }

    /**
     * A notice.
     *
     * @param at where it is
     * @param what what there is to know
     * @param mend what could be done about it
     * @return the problem
     */
    public static Problem notice(Location at, String what, String mend) {
        return new Problem(Severity.NOTICE, at, what, mend);
    }

    /**
     * The same problem, of a kind if it has none yet.
     *
     * @param otherwise the kind that it gets
     * @return a problem that has a kind
     */
    public Problem ofKind(ProblemKind otherwise) {
        return kind.isPresent() ? this : new Problem(severity, at, what, mend, Optional.of(otherwise));
    }

    /** {@return whether nothing may be done while this problem is there} */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** {@return {@code file:line:column: error: what; mend}, on one line} */
    @Override
    public String toString() {
        String text = at + ": " + severity.name().toLowerCase(Locale.ROOT) + ": " + what;
        return inOneLine(mend.isEmpty() ? text : text + "; " + mend);
    }

    /** Values of others are quoted in it, which may hold anything. */
    private static String inOneLine(String text) {
        return CONTROL.matcher(text).replaceAll(found -> switch (found.group().charAt(0)) {
            case '\n' -> "\\\\n";
            case '\r' -> "\\\\r";
            case '\t' -> "\\\\t";
            default ->
                String.format(Locale.ROOT, "\\\\u%04x", (int) found.group().charAt(0));
        });
    }
}
