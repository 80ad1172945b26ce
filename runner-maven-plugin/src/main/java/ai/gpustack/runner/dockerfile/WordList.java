package ai.gpustack.runner.dockerfile;

import java.util.ArrayList;
import java.util.List;

/** The words of a text, as they grow. */
final class WordList {
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();

    void add(String part, boolean quoted) {
        if (quoted) {
            word.append(part);
            return;
        }
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (Whitespace.is(c)) {
                flush();
            } else {
                word.append(c);
            }
        }
    }

    List<String> done() {
        flush();
        return words;
    }

    private void flush() {
        if (word.length() > 0) {
            words.add(word.toString());
            word.setLength(0);
        }
    }
}
