package ai.gpustack.runner.dockerfile;

import java.util.ArrayList;
import java.util.List;

/**
 * Tells whether the arguments of an instruction are a JSON array. What isn't JSON is a shell command; what is JSON but not an
 * array of strings is an error to BuildKit.
 */
final class JsonStrings {

    /** What a text is. */
    sealed interface Reading permits Strings, OtherValues, NotJson {}

    /** An array of strings. */
    record Strings(List<String> values) implements Reading {}

    /** An array that holds something else too. */
    record OtherValues() implements Reading {}

    /** Not a JSON array. */
    record NotJson() implements Reading {}

    private static final class Invalid extends Exception {
        private static final long serialVersionUID = 1L;

        Invalid() {
            super("invalid JSON", null, false, false);
        }
    }

    /** Nobody nests arrays in a command; the limit keeps a hostile line from exhausting the stack. */
    private static final int DEEPEST = 100;

    private final String text;
    private int position;

    private JsonStrings(String text) {
        this.text = text;
    }

    static Reading read(String text) {
        if (!text.startsWith("[")) {
            return new NotJson();
        }
        try {
            return new JsonStrings(text).array();
        } catch (Invalid e) {
            return new NotJson();
        }
    }

    private Reading array() throws Invalid {
        position++;
        var strings = new ArrayList<String>();
        boolean others = false;
        skipSpace();
        if (peek() == ']') {
            position++;
        } else {
            do {
                skipSpace();
                if (peek() == '"') {
                    strings.add(string());
                } else {
                    value(1);
                    others = true;
                }
                skipSpace();
            } while (more(']'));
        }
        skipSpace();
        if (position < text.length()) {
            throw new Invalid();
        }
        return others ? new OtherValues() : new Strings(List.copyOf(strings));
    }

    /** Consumes a comma or the end. */
    private boolean more(char end) throws Invalid {
        int c = take();
        if (c != ',' && c != end) {
            throw new Invalid();
        }
        return c == ',';
    }

    private void value(int depth) throws Invalid {
        if (depth > DEEPEST) {
            throw new Invalid();
        }
        switch (peek()) {
            case '"' -> string();
            case '[' -> elements(depth, ']');
            case '{' -> elements(depth, '}');
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        }
    }

    private void elements(int depth, char end) throws Invalid {
        position++;
        skipSpace();
        if (peek() == end) {
            position++;
            return;
        }
        do {
            skipSpace();
            if (end == '}') {
                string();
                skipSpace();
                if (take() != ':') {
                    throw new Invalid();
                }
                skipSpace();
            }
            value(depth + 1);
            skipSpace();
        } while (more(end));
    }

    private void literal(String word) throws Invalid {
        if (!text.startsWith(word, position)) {
            throw new Invalid();
        }
        position += word.length();
    }

    private void number() throws Invalid {
        if (peek() == '-') {
            position++;
        }
        if (peek() == '0') {
            position++;
        } else {
            digits();
        }
        if (peek() == '.') {
            position++;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            position++;
            if (peek() == '+' || peek() == '-') {
                position++;
            }
            digits();
        }
    }

    private void digits() throws Invalid {
        int start = position;
        while (peek() >= '0' && peek() <= '9') {
            position++;
        }
        if (position == start) {
            throw new Invalid();
        }
    }

    private String string() throws Invalid {
        if (take() != '"') {
            throw new Invalid();
        }
        var result = new StringBuilder();
        for (int c = take(); c != '"'; c = take()) {
            if (c < ' ') { // control characters, and the end
                throw new Invalid();
            }
            result.append(c == '\\' ? escaped() : (char) c);
        }
        return result.toString();
    }

    private char escaped() throws Invalid {
        int c = take();
        return switch (c) {
            case '"', '\\', '/' -> (char) c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw new Invalid();
        };
    }

    private char unicode() throws Invalid {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(take(), 16);
            if (digit < 0) {
                throw new Invalid();
            }
            code = code * 16 + digit;
        }
        return (char) code;
    }

    private void skipSpace() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
            position++;
        }
    }

    private int peek() {
        return position < text.length() ? text.charAt(position) : -1;
    }

    private int take() {
        return position < text.length() ? text.charAt(position++) : -1;
    }
}
