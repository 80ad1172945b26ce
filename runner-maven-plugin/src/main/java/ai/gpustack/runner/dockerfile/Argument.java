package ai.gpustack.runner.dockerfile;

import ai.gpustack.runner.source.Located;
import ai.gpustack.runner.source.Location;
import java.util.List;
import java.util.Optional;

/**
 * A build argument as an {@code ARG} line declares it.
 *
 * @param name its name
 * @param defaultValue the text after {@code =}, as written: not expanded, with its quotes; empty if there is no {@code =}
 * @param at where its name is
 * @param comments the comment lines above its ARG line, without {@code #}, back to the instruction or the empty comment before
 * @param trailing the words after {@code #} at the end of its ARG line, without {@code #}; BuildKit takes them as further names
 */
public record Argument(
        String name,
        Optional<String> defaultValue,
        Location at,
        List<Located<String>> comments,
        Optional<Located<String>> trailing) {

    public Argument {
        comments = List.copyOf(comments);
    }

    /** {@return what BuildKit's outline shows as its description: the rest of the first comment line that begins with its name} */
    public Optional<String> description() {
        String start = name + " ";
        return comments.stream()
                .map(Located::value)
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .findFirst();
    }
}
