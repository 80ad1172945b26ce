package ai.gpustack.runner.dockerfile;

/** Walks over the lines of a file. Only a line feed ends a line; carriage returns before it are dropped. */
final class Lines {

    private final String text;
    private int next;
    private int start;
    private int number;

    Lines(String text) {
        this.text = text;
        // Only the byte order mark of the file itself is skipped.
        this.next = text.startsWith("\uFEFF") ? 1 : 0;
    }

    /** Goes to the next line, if there is one. */
    boolean advance() {
        if (next >= text.length()) {
            return false;
        }
        start = next;
        int feed = text.indexOf('\n', start);
        next = feed < 0 ? text.length() : feed + 1;
        number++;
        return true;
    }

    /** The number of the line, counted from 1; 0 before the first. */
    int number() {
        return number;
    }

    /** The line without its end. */
    String line() {
        int end = next;
        while (end > start && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return text.substring(start, end);
    }

    /** The line with its end, exactly as in the file. */
    String raw() {
        return text.substring(start, next);
    }

    static boolean isComment(String line) {
        int first = Whitespace.skip(line, 0);
        return first < line.length() && line.charAt(first) == '#';
    }

    static boolean isBlank(String line) {
        return Whitespace.skip(line, 0) == line.length();
    }

    /**
     * Where the escape stands that continues a line, or -1. It is the last character but for spaces and tabs; two in a row
     * don't continue it.
     */
    static int continuation(String line, char escape) {
        int i = line.length() - 1;
        while (i >= 0 && (line.charAt(i) == ' ' || line.charAt(i) == '\t')) {
            i--;
        }
        boolean continues = i >= 0 && line.charAt(i) == escape && (i == 0 || line.charAt(i - 1) != escape);
        return continues ? i : -1;
    }
}
