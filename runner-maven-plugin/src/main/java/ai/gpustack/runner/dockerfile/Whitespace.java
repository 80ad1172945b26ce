package ai.gpustack.runner.dockerfile;

/** White space as BuildKit, a Go program, sees it: neither Java's {@code isWhitespace} nor {@code isSpaceChar} says the same. */
final class Whitespace {

    private Whitespace() {}

    /** Go's {@code unicode.IsSpace}. */
    static boolean is(int c) {
        if (c < 0x100) {
            return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0;
        }
        return Character.isSpaceChar(c);
    }

    /** What separates a keyword from its arguments, and the words of COPY, ADD, FROM, EXPOSE and VOLUME. */
    static boolean separates(char c) {
        return c == ' ' || c == '\t' || c == 0x0B || c == '\f' || c == '\r';
    }

    /** The first position from {@code from} on that isn't white space; the length if there is none. */
    static int skip(String text, int from) {
        int i = from;
        while (i < text.length() && is(text.charAt(i))) {
            i++;
        }
        return i;
    }

    /** The position after the last character that isn't white space, not below {@code from}. */
    static int end(String text, int from) {
        int i = text.length();
        while (i > from && is(text.charAt(i - 1))) {
            i--;
        }
        return i;
    }

    static String trim(String text) {
        int start = skip(text, 0);
        return text.substring(start, end(text, start));
    }
}
