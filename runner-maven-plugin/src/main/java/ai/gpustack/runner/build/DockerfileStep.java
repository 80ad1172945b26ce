package ai.gpustack.runner.build;

import ai.gpustack.runner.dockerfile.Dockerfile;
import ai.gpustack.runner.dockerfile.Instruction;
import ai.gpustack.runner.dockerfile.Stage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A step that BuildKit names after an instruction: {@code [vllm 3/5] RUN …}. It counts the RUN, COPY, ADD and WORKDIR
 * instructions of a stage, and its FROM before them where that is an image (dockerfile2llb, dispatchState.cmdTotal). The only stage of
 * a file isn't named: {@code [3/5] RUN …}.
 *
 * @param stage the stage's name, or its number as {@code stage-0}; empty where it is the only one
 * @param number its number among the stage's steps, from 1
 * @param count how many steps the stage has
 * @param text the instruction as BuildKit shows it
 */
record DockerfileStep(String stage, int number, int count, String text) {

    private static final Pattern FORM =
            Pattern.compile("\\[(?:(?:\\S+ )?(\\S+?)\\s+|\\s*)(\\d{1,6})/(\\d{1,6})\\] (.*)", Pattern.DOTALL);
    private static final Set<String> COUNTED = Set.of("RUN", "COPY", "ADD", "WORKDIR");

    /** The step that a name says; empty if it names no instruction. */
    static Optional<DockerfileStep> of(String name) {
        Matcher matcher = FORM.matcher(name);
        return matcher.matches()
                ? Optional.of(new DockerfileStep(
                        Optional.ofNullable(matcher.group(1)).orElse(""),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3)),
                        matcher.group(4)))
                : Optional.empty();
    }

    static boolean isOne(String name) {
        return of(name).isPresent();
    }

    /**
     * The stage that the step belongs to. Steps that are alike in several stages are one to BuildKit, also those of several
     * Dockerfiles, and it names them after the stage that came to it first, whoever else needs them (measured, 0.34.2).
     *
     * @param dockerfile the Dockerfile
     * @param needed the stages that are needed for the image
     * @return one of these stages; empty if that can't be told
     */
    Optional<Stage> own(Dockerfile dockerfile, List<Stage> needed) {
        Optional<Stage> named = named(dockerfile);
        if (named.filter(needed::contains).isPresent()) {
            return named;
        }
        List<Stage> alike = needed.stream().filter(this::isIn).toList();
        Optional<String> wanted = named.flatMap(this::instruction).map(Instruction::text);
        return alike.stream()
                .filter(stage -> wanted.isPresent()
                        ? instruction(stage).map(Instruction::text).equals(wanted)
                        : alike.size() == 1)
                .findFirst();
    }

    /** Whether a stage has a step with this number and of this kind. */
    private boolean isIn(Stage in) {
        return index(in) == -1
                ? text.startsWith("FROM ")
                : instruction(in).filter(this::isOf).isPresent();
    }

    /** BuildKit shows an instruction as it is written, but for variables and heredocs. */
    private boolean isOf(Instruction instruction) {
        String written = instruction.text();
        return text.startsWith(instruction.keyword() + " ")
                && (written.contains("$")
                        || written.contains("<<")
                        || inOneLine(text).endsWith(" " + inOneLine(written)));
    }

    private static String inOneLine(String instruction) {
        return instruction.replaceAll("\\s+", " ").strip();
    }

    private Optional<Stage> named(Dockerfile dockerfile) {
        return dockerfile.stage(stage.isEmpty() ? "0" : stage.replaceFirst("^stage-", ""));
    }

    /**
     * The line that the step stands on.
     *
     * @param dockerfile the Dockerfile
     * @param needed the stages that are needed for the image
     * @return the line, in one of these stages if it can be told in which; empty if the Dockerfile has no such step
     */
    Optional<Integer> line(Dockerfile dockerfile, List<Stage> needed) {
        return own(dockerfile, needed).or(() -> named(dockerfile)).flatMap(this::line);
    }

    /** The step's name as it is for a stage. */
    String nameIn(Stage own) {
        return "[" + own.label() + " " + number + "/" + count + "] " + text;
    }

    private Optional<Integer> line(Stage in) {
        return index(in) == -1
                ? Optional.of(in.at().line())
                : instruction(in).map(instruction -> instruction.at().line());
    }

    /** The instruction that it would be in a stage; empty for its FROM, and where it can't be one of its steps. */
    private Optional<Instruction> instruction(Stage in) {
        int index = index(in);
        return index >= 0 ? Optional.of(counted(in).get(index)) : Optional.empty();
    }

    /** Its place among the counted instructions of a stage; -1 for its FROM, less where it can't be one of its steps. */
    private int index(Stage in) {
        int size = counted(in).size();
        int from = count - size; // 1 where the FROM is a step of its own
        int index = number - 1 - from;
        return from >= 0 && from <= 1 && index < size ? index : Integer.MIN_VALUE;
    }

    private static List<Instruction> counted(Stage in) {
        return in.instructions().stream()
                .filter(instruction -> COUNTED.contains(instruction.keyword()))
                .toList();
    }
}
