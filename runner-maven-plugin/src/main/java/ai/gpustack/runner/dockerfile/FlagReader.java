package ai.gpustack.runner.dockerfile;

import java.util.ArrayList;
import java.util.List;

/**
 * The flags between keyword and arguments: words that begin with {@code --}, their quotes and escapes resolved.
 *
 * @param flags the flags
 * @param end where what follows them begins
 */
record FlagReader(List<String> flags, int end) {

    static FlagReader read(String line, int from, char escape) {
        var flags = new ArrayList<String>();
        int i = Whitespace.skip(line, from);
        while (line.startsWith("--", i)) {
            var word = new StringBuilder();
            i = readWord(line, i, escape, word);
            if (word.toString().equals("--")) {
                break;
            }
            flags.add(word.toString());
            i = Whitespace.skip(line, i);
        }
        return new FlagReader(List.copyOf(flags), Math.min(i, line.length()));
    }

    private static int readWord(String line, int start, char escape, StringBuilder word) {
        char quote = 0;
        int i = start;
        while (i < line.length()) {
            char c = line.charAt(i);
            if (quote == 0 && Whitespace.is(c)) {
                break;
            }
            if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            } else if (c == escape) {
                i++; // the next character as it is; nothing at the end of the line
                if (i < line.length()) {
                    word.append(line.charAt(i));
                }
            } else {
                word.append(c);
            }
            i++;
        }
        return i;
    }
}
