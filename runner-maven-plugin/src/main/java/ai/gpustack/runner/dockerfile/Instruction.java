package ai.gpustack.runner.dockerfile;

import ai.gpustack.runner.source.Located;
import ai.gpustack.runner.source.Location;
import java.util.List;
import java.util.Optional;

/**
 * An instruction of a stage.
 *
 * @param keyword its first word, in upper case: {@code RUN}
 * @param flags its flags, without quotes: {@code --mount=type=cache,target=/x}
 * @param text what follows the flags: continuations joined, comment lines removed, white space at both ends dropped
 * @param json whether the text is a JSON array of strings ({@code CMD ["a", "b"]})
 * @param words the text's parts: the strings of a JSON array; the names with defaults of ARG (without a trailing comment); the
 *     {@code name=value} pairs of ENV and LABEL; the words of COPY, ADD, FROM, EXPOSE and VOLUME; for all others the text itself
 * @param heredocs its here-documents, in order
 * @param trigger the instruction that ONBUILD defers
 * @param at where its keyword is
 * @param lastLine its last line, here-documents included
 * @param comments the comment lines above it, without {@code #}, back to the instruction or the empty comment before
 */
public record Instruction(
        String keyword,
        List<String> flags,
        String text,
        boolean json,
        List<String> words,
        List<Heredoc> heredocs,
        Optional<Instruction> trigger,
        Location at,
        int lastLine,
        List<Located<String>> comments) {

    public Instruction {
        flags = List.copyOf(flags);
        words = List.copyOf(words);
        heredocs = List.copyOf(heredocs);
        comments = List.copyOf(comments);
    }

    /**
     * The value of a flag that may be given once.
     *
     * @param name its name, without {@code --}
     * @return the text after {@code =}, empty if there is none; empty if the flag isn't there
     */
    public Optional<String> flag(String name) {
        return flagValues(name).stream().findFirst();
    }

    /**
     * The values of a flag that may be given several times.
     *
     * @param name its name, without {@code --}
     * @return the texts after {@code =}, in order
     */
    public List<String> flagValues(String name) {
        if (flags.isEmpty()) {
            return List.of();
        }
        String start = "--" + name;
        return flags.stream()
                .filter(flag -> flag.equals(start) || flag.startsWith(start + "="))
                .map(flag -> flag.length() > start.length() ? flag.substring(start.length() + 1) : "")
                .toList();
    }

    /** {@return whether the boolean flag is given and not {@code =false}} */
    boolean isOn(String name) {
        return flag(name).filter(value -> !value.equalsIgnoreCase("false")).isPresent();
    }
}
