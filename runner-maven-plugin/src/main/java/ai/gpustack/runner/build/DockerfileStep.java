package ai.gpustack.runner.build;

import ai.gpustack.runner.dockerfile.Dockerfile;
import ai.gpustack.runner.dockerfile.Instruction;
import ai.gpustack.runner.dockerfile.Stage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
     * Where a step stands.
     *
     * @param stage the stage
     * @param line the instruction's line; the stage's own for its FROM
     * @param isAsWritten whether BuildKit shows the instruction as it is written there
     */
    record Place(Stage stage, int line, boolean isAsWritten) {}

    /**
     * The place of the step among the stages that an image needs. Steps that are alike in several stages are one to BuildKit, also
     * those of several Dockerfiles, and it names them after the stage that came to it first, whoever else needs them (measured, 0.34.2).
     *
     * @param dockerfile the Dockerfile
     * @param needed the stages that are needed for the image
     * @return the place; empty if it can't be told
     */
    Optional<Place> own(Dockerfile dockerfile, List<Stage> needed) {
        Optional<Place> itself = named(dockerfile).filter(needed::contains).flatMap(this::place);
        if (itself.isPresent()) {
            return itself;
        }
        List<Place> alike =
                needed.stream().flatMap(stage -> alike(stage).stream()).toList();
        return alike.stream()
                .filter(place -> alike.size() == 1 || place.isAsWritten())
                .findFirst();
    }

    private Optional<Stage> named(Dockerfile dockerfile) {
        return dockerfile.stage(stage.isEmpty() ? "0" : stage.replaceFirst("^stage-", ""));
    }

    /** Its place in a stage that it may be named after: by its number, if it can be one of its steps. */
    private Optional<Place> place(Stage in) {
        int from = count - counted(in).size(); // 1 where the FROM is a step of its own
        return from == 0 || from == 1 ? place(in, from) : Optional.empty();
    }

    /** Its place in a stage that it isn't named after, which may have more steps, or fewer. */
    private Optional<Place> alike(Stage in) {
        return Stream.of(1, 0).flatMap(from -> place(in, from).stream()).findFirst();
    }

    private Optional<Place> place(Stage in, int from) {
        int index = number - 1 - from;
        if (index == -1) {
            return Optional.of(new Place(in, in.at().line(), false)).filter(place -> text.startsWith("FROM "));
        }
        return Optional.of(counted(in))
                .filter(instructions -> index >= 0 && index < instructions.size())
                .map(instructions -> instructions.get(index))
                .filter(this::isOf)
                .map(instruction -> new Place(in, instruction.at().line(), isAsWritten(instruction)));
    }

    /** BuildKit shows an instruction as it is written, but for variables and heredocs. */
    private boolean isOf(Instruction instruction) {
        String written = instruction.text();
        return text.startsWith(instruction.keyword() + " ")
                && (written.contains("$") || written.contains("<<") || isAsWritten(instruction));
    }

    private boolean isAsWritten(Instruction instruction) {
        return inOneLine(text).endsWith(" " + inOneLine(instruction.text()));
    }

    private static String inOneLine(String instruction) {
        return instruction.replaceAll("\\s+", " ").strip();
    }

    /**
     * The line that the step stands on.
     *
     * @param dockerfile the Dockerfile
     * @param needed the stages that are needed for the image
     * @return the line, in one of these stages if it can be told in which; empty if the Dockerfile has no such step
     */
    Optional<Integer> line(Dockerfile dockerfile, List<Stage> needed) {
        return own(dockerfile, needed)
                .or(() -> named(dockerfile).flatMap(this::place))
                .map(Place::line);
    }

    /** The step's name as it is for a stage. */
    String nameIn(Stage own) {
        return "[" + own.label() + " " + number + "/" + count + "] " + text;
    }

    private static List<Instruction> counted(Stage in) {
        return in.instructions().stream()
                .filter(instruction -> COUNTED.contains(instruction.keyword()))
                .toList();
    }
}
