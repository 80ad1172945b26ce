package ai.gpustack.runner.dockerfile;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * BuildKit's shell lexer (moby/buildkit, {@code frontend/dockerfile/shell}): quotes, escapes and substitutions of a word, and
 * its splitting into words. One object reads one text.
 */
final class ShellLexer {

    /** What the text is read for. */
    enum Mode {
        /** Quotes and escapes are resolved, unknown names are empty. */
        EXPAND,
        /** Quotes are resolved, unknown names stay as they are. */
        UNQUOTE,
        /** Quotes and unknown names stay as they are. */
        KEEP_QUOTES,
        /** Quotes, escapes and unknown names stay as they are: only the splitting counts. */
        SPLIT
    }

    /** Deeper nesting than any person writes; without a limit a hostile line would exhaust the stack. */
    private static final int DEEPEST = 100;

    /** Without a limit, thirty lines that each double the one before exhaust the memory. */
    private static final int LONGEST = 1 << 16;

    static final int END = -1;
    private static final String SPECIAL_PARAMETERS = "@*#?-$!0";

    private final String input;
    private final char escape;
    private final Function<String, Optional<String>> environment;
    private final Mode mode;
    private final Set<String> found = new LinkedHashSet<>();
    private final Set<String> missing = new LinkedHashSet<>();
    private boolean rawEscapes;
    private int position;
    private int depth;

    ShellLexer(String input, char escape, Function<String, Optional<String>> environment, Mode mode) {
        this.input = input;
        this.escape = escape;
        this.environment = environment;
        this.mode = mode;
        this.rawEscapes = mode == Mode.SPLIT;
    }

    /** The names that were looked up and have a value. */
    Set<String> found() {
        return found;
    }

    /** The names that were looked up and have none. */
    Set<String> missing() {
        return missing;
    }

    /** The whole text, expanded. */
    String text() throws MalformedWord {
        return until(END, rawEscapes, false, null);
    }

    /** The text expanded and then split at white space that isn't quoted or escaped. */
    List<String> words() throws MalformedWord {
        var words = new WordList();
        until(END, rawEscapes, false, words);
        return words.done();
    }

    /** Reads to the stop character, which is consumed, or to the end if the stop is {@link #END}. */
    String until(int stop, boolean raw, boolean pattern, WordList words) throws MalformedWord {
        if (++depth > DEEPEST) {
            throw new MalformedWord("substitutions are nested more than " + DEEPEST + " deep");
        }
        boolean rawBefore = rawEscapes;
        rawEscapes = raw;
        var result = new StringBuilder();
        while (position < input.length()) {
            char c = input.charAt(position);
            if (c == stop) {
                position++;
                rawEscapes = rawBefore;
                depth--;
                return result.toString();
            }
            if (c == '$' || c == '<' || c == '\'' || c == '"') {
                String part = special(c, pattern);
                result.append(part);
                collect(words, part, c != '$');
            } else if (c == escape) {
                escaped(result, words);
            } else {
                position++;
                result.append(c);
                collect(words, String.valueOf(c), false);
            }
            if (result.length() > LONGEST) {
                throw new MalformedWord("the text expands to more than " + LONGEST + " characters");
            }
        }
        if (stop != END) {
            throw new MalformedWord("syntax error: missing '" + (char) stop + "'");
        }
        rawEscapes = rawBefore;
        depth--;
        return result.toString();
    }

    private String special(char c, boolean pattern) throws MalformedWord {
        return switch (c) {
            case '$' -> dollar();
            case '<' -> angle();
            case '\'' -> singleQuoted(pattern);
            default -> doubleQuoted(pattern);
        };
    }

    private static void collect(WordList words, String part, boolean quoted) {
        if (words != null) {
            words.add(part, quoted);
        }
    }

    private void escaped(StringBuilder result, WordList words) {
        position++;
        if (rawEscapes) {
            result.append(escape);
            collect(words, String.valueOf(escape), true);
        }
        if (position < input.length()) {
            char c = input.charAt(position++);
            result.append(c);
            collect(words, String.valueOf(c), true);
        }
    }

    /** White space between {@code <<} and a here-document's word belongs to the word. */
    private String angle() {
        position++;
        if (peek() != '<') {
            return "<";
        }
        int start = ++position;
        while (peek() == ' ' || peek() == '\t' || peek() == '\r') {
            position++;
        }
        return "<<" + input.substring(start, position);
    }

    private boolean keepsQuotes() {
        return mode == Mode.KEEP_QUOTES || mode == Mode.SPLIT;
    }

    boolean keepsUnset() {
        return mode != Mode.EXPAND;
    }

    private String singleQuoted(boolean pattern) throws MalformedWord {
        int end = input.indexOf('\'', position + 1);
        if (end < 0) {
            throw new MalformedWord("a single quote isn't closed");
        }
        String inner = input.substring(position + 1, end);
        position = end + 1;
        if (pattern) {
            // A pattern is read once more: what was quoted stays literal if its escapes are doubled.
            inner = inner.replace(String.valueOf(escape), String.valueOf(escape) + escape);
        }
        return keepsQuotes() ? "'" + inner + "'" : inner;
    }

    private String doubleQuoted(boolean pattern) throws MalformedWord {
        position++;
        var result = new StringBuilder();
        if (keepsQuotes()) {
            result.append('"');
        }
        while (position < input.length()) {
            char c = input.charAt(position);
            if (c == '"') {
                position++;
                if (keepsQuotes()) {
                    result.append('"');
                }
                return result.toString();
            }
            if (c == '$') {
                result.append(dollar());
            } else {
                position++;
                if (c == escape) {
                    escapedInQuotes(result, pattern);
                } else {
                    result.append(c);
                }
            }
            if (result.length() > LONGEST) {
                throw new MalformedWord("the text expands to more than " + LONGEST + " characters");
            }
        }
        throw new MalformedWord("a double quote isn't closed");
    }

    /** In double quotes only a double quote, a dollar sign and the escape itself can be escaped. */
    private void escapedInQuotes(StringBuilder result, boolean pattern) {
        int next = peek();
        if (next == END) {
            return;
        }
        boolean escapes = next == '"' || next == '$' || next == escape;
        if (rawEscapes && (escapes || !keepsQuotes() || pattern)) {
            result.append(escape);
        }
        if (escapes) {
            result.append((char) next);
            position++;
        } else {
            result.append(escape);
        }
    }

    private String dollar() throws MalformedWord {
        position++;
        if (peek() == '{') {
            position++;
            return new Substitution(this).read();
        }
        String name = name();
        if (name.isEmpty()) {
            return "$";
        }
        Optional<String> value = look(name);
        return value.orElse(keepsUnset() ? "$" + name : "");
    }

    /** Letters, digits and underscores; or digits alone; or one special parameter of the shell. */
    String name() {
        int start = position;
        int first = peek();
        if (first != END && Character.isDigit(first)) {
            while (position < input.length() && Character.isDigit(input.charAt(position))) {
                position++;
            }
        } else if (first != END && SPECIAL_PARAMETERS.indexOf(first) >= 0) {
            position++;
        } else {
            while (position < input.length() && isNamePart(input.codePointAt(position))) {
                position += Character.charCount(input.codePointAt(position));
            }
        }
        return input.substring(start, position);
    }

    private static boolean isNamePart(int c) {
        return c == '_' || Character.isLetter(c) || Character.isDigit(c);
    }

    Optional<String> look(String name) {
        Optional<String> value = environment.apply(name);
        (value.isPresent() ? found : missing).add(name);
        return value;
    }

    int peek() {
        return position < input.length() ? input.charAt(position) : END;
    }

    int take() {
        return position < input.length() ? input.charAt(position++) : END;
    }
}
