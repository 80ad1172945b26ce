package ai.gpustack.runner.lint;

import ai.gpustack.runner.dockerfile.Argument;
import ai.gpustack.runner.dockerfile.Stage;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import java.util.List;
import java.util.stream.Stream;

/** A stage that runs something knows its platform; what a stage that it is based on declares counts, as it does for BuildKit. */
final class TargetArguments implements ConventionRule {

    private static final List<String> NAMES = List.of("TARGETPLATFORM", "TARGETOS", "TARGETARCH");

    @Override
    public ProblemKind kind() {
        return ProblemKind.TARGET;
    }

    @Override
    public Stream<Problem> check(Subject subject) {
        return subject.dockerfile().stages().stream()
                .filter(stage -> stage.instructions().stream()
                        .anyMatch(instruction -> instruction.keyword().equals("RUN")))
                .flatMap(stage -> check(subject, stage));
    }

    private Stream<Problem> check(Subject subject, Stage stage) {
        List<String> declared = subject.lineage(stage).stream()
                .flatMap(ancestor -> ancestor.arguments().stream())
                .map(Argument::name)
                .toList();
        List<String> missing =
                NAMES.stream().filter(name -> !declared.contains(name)).toList();
        return missing.isEmpty()
                ? Stream.empty()
                : Stream.of(Problem.of(
                        kind(),
                        stage.at(),
                        "stage '" + stage.label() + "' runs commands, and doesn't declare "
                                + String.join(", ", missing),
                        "add below its FROM: 'ARG " + String.join("', 'ARG ", missing) + "'"));
    }
}
