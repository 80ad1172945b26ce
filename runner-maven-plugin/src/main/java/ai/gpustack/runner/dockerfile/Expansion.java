package ai.gpustack.runner.dockerfile;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A word with its build arguments replaced and its quotes and escapes resolved, by the rules of BuildKit's shell lexer.
 *
 * @param text what came out; empty if it failed
 * @param used the names that were looked up and have a value
 * @param unset the names that were looked up and have none
 * @param failure why it can't be expanded, as a sentence without a full stop; empty if it can
 */
public record Expansion(String text, Set<String> used, Set<String> unset, Optional<String> failure) {

    public Expansion {
        used = used.isEmpty() ? Set.of() : Collections.unmodifiableSet(new TreeSet<>(used));
        unset = unset.isEmpty() ? Set.of() : Collections.unmodifiableSet(new TreeSet<>(unset));
    }

    /**
     * Expands a word.
     *
     * @param word the word, as written
     * @param environment the value of a name, if it has one
     * @param escape the escape character: a backslash, or a backtick where a directive says so
     * @return the expanded text, or why there is none; never an exception
     */
    public static Expansion expand(String word, Function<String, Optional<String>> environment, char escape) {
        if (isPlain(word, escape)) {
            return new Expansion(word, Set.of(), Set.of(), Optional.empty());
        }
        var lexer = new ShellLexer(word, escape, environment, ShellLexer.Mode.EXPAND);
        try {
            return new Expansion(lexer.text(), lexer.found(), lexer.missing(), Optional.empty());
        } catch (MalformedWord e) {
            return new Expansion("", lexer.found(), lexer.missing(), Optional.of(e.getMessage()));
        }
    }

    /** Most words are: a plan of a thousand images expands some hundred thousand. */
    static boolean isPlain(String word, char escape) {
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '$' || c == '\'' || c == '"' || c == escape) {
                return false;
            }
        }
        return true;
    }

    /** {@return whether there is a text} */
    public boolean succeeded() {
        return failure.isEmpty();
    }
}
