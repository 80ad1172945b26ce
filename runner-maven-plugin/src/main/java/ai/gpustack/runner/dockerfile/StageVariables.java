package ai.gpustack.runner.dockerfile;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The build arguments and environment variables that the instructions of a stage see, as far as the Dockerfile tells. An image
 * from outside may set more: a name that isn't known then can't be told.
 */
final class StageVariables {

    private final char escape;
    private final boolean imageMaySetMore;

    /** An empty value can't be told. */
    private final Map<String, Optional<String>> known = new HashMap<>();

    private StageVariables(char escape, boolean imageMaySetMore) {
        this.escape = escape;
        this.imageMaySetMore = imageMaySetMore;
    }

    /** Those of a stage that begins from an image. */
    static StageVariables ofImage(Dockerfile dockerfile, boolean scratch) {
        return new StageVariables(dockerfile.escape(), !scratch);
    }

    /** Those that a stage based on this one begins with: arguments are handed on too. */
    StageVariables copy() {
        var copy = new StageVariables(escape, imageMaySetMore);
        copy.known.putAll(known);
        return copy;
    }

    /** Takes in what an ARG or ENV instruction sets. */
    void apply(Instruction instruction, ArgumentValues values) {
        if (instruction.keyword().equals("ARG")) {
            instruction.words().forEach(word -> argument(word, values));
        } else if (instruction.keyword().equals("ENV")) {
            var set = new HashMap<String, Optional<String>>();
            for (String word : instruction.words()) {
                int equals = word.indexOf('=');
                if (equals > 0) {
                    // All of them are expanded with what was set before the instruction.
                    expand(word.substring(0, equals))
                            .ifPresent(name -> set.put(name, expand(word.substring(equals + 1))));
                }
            }
            known.putAll(set);
        }
    }

    private void argument(String word, ArgumentValues values) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        Optional<String> given = values.given(name);
        if (given.isPresent()) {
            known.put(name, given);
        } else if (equals >= 0) {
            known.put(name, expand(word.substring(equals + 1)));
        } else {
            values.global(name).ifPresent(value -> known.put(name, Optional.of(value)));
        }
    }

    /** The expanded word; empty if it can't be told, or isn't well-formed. */
    Optional<String> expand(String word) {
        if (Expansion.isPlain(word, escape)) {
            return Optional.of(word);
        }
        var expansion = Expansion.expand(word, name -> known.getOrDefault(name, Optional.empty()), escape);
        boolean told = expansion.unset().stream().noneMatch(name -> imageMaySetMore || known.containsKey(name));
        return expansion.succeeded() && told ? Optional.of(expansion.text()) : Optional.empty();
    }
}
