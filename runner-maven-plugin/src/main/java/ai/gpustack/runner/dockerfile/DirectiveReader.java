package ai.gpustack.runner.dockerfile;

import ai.gpustack.runner.source.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the parser directives: only at the top of the file, ended by the first line that is none. */
final class DirectiveReader {

    private static final Set<String> KNOWN = Set.of("syntax", "escape", "check");

    private final Problems problems;
    private final List<Directive> directives = new ArrayList<>();
    private boolean over;
    private char escape = '\\';

    DirectiveReader(Problems problems) {
        this.problems = problems;
    }

    char escape() {
        return escape;
    }

    List<Directive> directives() {
        return directives;
    }

    /** Says that a line was read that is no comment. */
    void end() {
        over = true;
    }

    /** Reads a comment line; true if it is a directive. */
    boolean read(String line, Location at) {
        Directive directive = over ? null : parse(line, at);
        if (directive == null || !KNOWN.contains(directive.name())) {
            over = true;
            return false;
        }
        String name = directive.name();
        if (directives.stream().anyMatch(earlier -> earlier.name().equals(name))) {
            problems.error(at, "the parser directive '" + name + "' is given twice", "keep one of them");
        } else if (name.equals("escape")) {
            setEscape(directive);
        }
        directives.add(directive);
        return true;
    }

    /** {@code # name = value}; null if the comment has another form. */
    private static Directive parse(String line, Location at) {
        int start = Whitespace.skip(line, 1);
        int end = start;
        while (end < line.length() && isAlphanumeric(line.charAt(end))) {
            end++;
        }
        int equals = Whitespace.skip(line, end);
        boolean named = end > start && !Character.isDigit(line.charAt(start));
        if (!named || equals + 1 >= line.length() || line.charAt(equals) != '=') {
            return null;
        }
        String name = line.substring(start, end).toLowerCase(Locale.ROOT);
        return new Directive(name, Whitespace.trim(line.substring(equals + 1)), at);
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private void setEscape(Directive directive) {
        if (directive.value().equals("`") || directive.value().equals("\\")) {
            escape = directive.value().charAt(0);
        } else {
            problems.error(
                    directive.at(),
                    "invalid escape character '" + directive.value() + "'",
                    "it is a backslash or a backtick: # escape=`");
        }
    }
}
