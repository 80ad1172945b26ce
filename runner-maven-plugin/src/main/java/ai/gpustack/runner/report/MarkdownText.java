package ai.gpustack.runner.report;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Any text inside GitHub-flavoured Markdown, where it stays itself. */
final class MarkdownText {

    /** All that Markdown or HTML may give a meaning to. An entity is text in both, and no end of a table's cell. */
    private static final Pattern SPECIAL = Pattern.compile("[^\\p{L}\\p{N} .,:;/@%+=()'?-]");

    private static final Pattern BACKTICKS = Pattern.compile("`+");

    private MarkdownText() {}

    /** On one line, in prose, a table's cell or an HTML element. */
    static String inline(String text) {
        Matcher special = SPECIAL.matcher(Printable.line(text));
        return special.replaceAll(found -> "&#" + found.group().codePointAt(0) + ";");
    }

    /** The same in the type of code. */
    static String code(String text) {
        return "<code>" + inline(text) + "</code>";
    }

    /** Lines as a block, with a fence that is longer than any in them. */
    static String fenced(String text) {
        int longest = BACKTICKS
                .matcher(text)
                .results()
                .mapToInt(found -> found.group().length())
                .max()
                .orElse(0);
        String fence = "`".repeat(Math.max(3, longest + 1));
        return fence + "text\n" + text + (text.endsWith("\n") ? "" : "\n") + fence + "\n";
    }
}
