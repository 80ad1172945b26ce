package ai.gpustack.runner.lint;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of a shell's grammar as tells whether a line holds several commands. */
final class ShellLine {

    /** Words that go on with the command before the {@code ;}: {@code if a; then b; fi} is one. */
    private static final Set<String> CONTINUES = Set.of("do", "done", "then", "else", "elif", "fi", "esac");

    private static final Pattern WORD = Pattern.compile("\\s*([a-z]+)");

    private final String text;
    private int at;

    private ShellLine(String text) {
        this.text = text;
    }

    /** The operator by which a line chains its first commands: {@code &&} or {@code ;}. What is quoted or in {@code $(…)} doesn't count. */
    static Optional<String> chain(String text) {
        return new ShellLine(text).chain();
    }

    private Optional<String> chain() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#' && (at == 0 || Character.isWhitespace(text.charAt(at - 1)))) {
                return Optional.empty();
            }
            if (text.startsWith("&&", at)) {
                return Optional.of("&&");
            }
            if (c == ';' && text.startsWith(";;", at)) {
                at += 2;
            } else if (c == ';' && separates()) {
                return Optional.of(";");
            } else {
                skip(c);
            }
        }
        return Optional.empty();
    }

    private boolean separates() {
        String rest = text.substring(at + 1);
        Matcher word = WORD.matcher(rest);
        return !rest.isBlank() && !(word.lookingAt() && CONTINUES.contains(word.group(1)));
    }

    /** One character, or all that it opens. */
    private void skip(char c) {
        if (c == '\\') {
            at += 2;
        } else if (c == '\'' || c == '`') {
            int end = text.indexOf(c, at + 1);
            at = end < 0 ? text.length() : end + 1;
        } else if (c == '"') {
            quoted();
        } else if (text.startsWith("$(", at)) {
            at += 2;
            nested();
        } else {
            at++;
        }
    }

    private void quoted() {
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.startsWith("$(", at)) {
                at += 2;
                nested();
            } else {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
        }
        at++;
    }

    /** Up to the bracket that closes what was opened; a count instead of a call for each keeps a hostile line off the stack. */
    private void nested() {
        int open = 1;
        while (at < text.length() && open > 0) {
            char c = text.charAt(at);
            if (c == '\\') {
                at++;
            } else if (c == '\'') {
                int end = text.indexOf('\'', at + 1);
                at = end < 0 ? text.length() : end;
            } else if (c == '(') {
                open++;
            } else if (c == ')') {
                open--;
            }
            at++;
        }
    }
}
