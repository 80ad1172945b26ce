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
 */
record DockerfileStep(String stage, int number, int count) {

    private static final Pattern FORM =
            Pattern.compile("\\[(?:(?:\\S+ )?(\\S+?)\\s+|\\s*)(\\d{1,6})/(\\d{1,6})\\] .*", Pattern.DOTALL);
    private static final Set<String> COUNTED = Set.of("RUN", "COPY", "ADD", "WORKDIR");

    /** The step that a name says; empty if it names no instruction. */
    static Optional<DockerfileStep> of(String name) {
        Matcher matcher = FORM.matcher(name);
        return matcher.matches()
                ? Optional.of(new DockerfileStep(
                        Optional.ofNullable(matcher.group(1)).orElse(""),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }

    static boolean isOne(String name) {
        return of(name).isPresent();
    }

    /** The line that the step stands on; empty if the Dockerfile has no such step. */
    Optional<Integer> line(Dockerfile dockerfile) {
        Optional<Stage> found = dockerfile.stage(stage.isEmpty() ? "0" : stage.replaceFirst("^stage-", ""));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        List<Instruction> counted = found.get().instructions().stream()
                .filter(instruction -> COUNTED.contains(instruction.keyword()))
                .toList();
        int from = count - counted.size(); // 1 where the FROM is a step of its own
        int index = number - 1 - from;
        if (from < 0 || from > 1) {
            return Optional.empty();
        }
        if (index == -1) {
            return Optional.of(found.get().at().line());
        }
        return index >= 0 && index < counted.size()
                ? Optional.of(counted.get(index).at().line())
                : Optional.empty();
    }
}
