package ai.gpustack.runner.lint;

import ai.gpustack.runner.dockerfile.Instruction;
import ai.gpustack.runner.dockerfile.Stage;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import java.util.List;
import java.util.stream.Stream;

/** A shell without {@code -e} runs a here-document to its end, whatever fails, and only its last command decides. */
final class UncheckedHeredocs implements ConventionRule {

    @Override
    public ProblemKind kind() {
        return ProblemKind.UNCHECKED;
    }

    @Override
    public Stream<Problem> check(Subject subject) {
        return subject.dockerfile().stages().stream()
                .flatMap(stage -> in(subject, stage).stream().map(run -> problem(subject, stage, run)));
    }

    static List<Instruction> in(Subject subject, Stage stage) {
        return Subject.shellRuns(stage).stream()
                .filter(run -> Script.of(run)
                        .filter(script -> !script.hasInterpreter() && !script.isOneCommand() && !script.exitsOnError())
                        .isPresent())
                .filter(run -> !subject.shellAt(stage, run).exitsOnError())
                .toList();
    }

    private Problem problem(Subject subject, Stage stage, Instruction run) {
        return Problem.of(
                kind(),
                run.at(),
                "when a command of this heredoc fails, "
                        + String.join(" ", subject.shellAt(stage, run).words())
                        + " goes on, and the image is built all the same",
                "add to the stage: " + Shell.CONVENTION);
    }
}
