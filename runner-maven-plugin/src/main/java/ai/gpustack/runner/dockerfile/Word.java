package ai.gpustack.runner.dockerfile;

import java.util.ArrayList;
import java.util.List;

/** A word of an ARG, ENV or LABEL line, with its quotes and escapes, and where in the line's text it begins. */
record Word(String text, int offset) {

    /** Splits at white space outside quotes. An escape at the very end is dropped. */
    static List<Word> split(String line, char escape) {
        var words = new ArrayList<Word>();
        int i = Whitespace.skip(line, 0);
        while (i < line.length()) {
            int start = i;
            i = endOfWord(line, i, escape);
            // Past the end: the last character is an escape with nothing to escape.
            String text = i > line.length() ? line.substring(start, line.length() - 1) : line.substring(start, i);
            if (!text.isEmpty()) {
                words.add(new Word(text, start));
            }
            i = Whitespace.skip(line, i);
        }
        return words;
    }

    private static int endOfWord(String line, int start, char escape) {
        char quote = 0;
        int i = start;
        while (i < line.length()) {
            char c = line.charAt(i);
            if (quote == 0 && Whitespace.is(c)) {
                break;
            }
            if (c == escape && quote != '\'') {
                i += 2;
                continue;
            }
            if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            }
            i++;
        }
        return i;
    }
}
