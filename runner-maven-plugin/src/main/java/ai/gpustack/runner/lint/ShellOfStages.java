package ai.gpustack.runner.lint;

import ai.gpustack.runner.dockerfile.Instruction;
import ai.gpustack.runner.dockerfile.Stage;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import java.util.Optional;
import java.util.stream.Stream;

/** A stage's commands run in bash, which ends when one fails; its own SHELL or that of a stage that it is based on counts. */
final class ShellOfStages implements ConventionRule {

    @Override
    public ProblemKind kind() {
        return ProblemKind.SHELL;
    }

    @Override
    public Stream<Problem> check(Subject subject) {
        return subject.dockerfile().stages().stream()
                // what RUN009 says is the same, and worse
                .filter(stage -> UncheckedHeredocs.in(subject, stage).isEmpty())
                .flatMap(stage -> first(subject, stage).map(run -> problem(subject, stage, run)).stream());
    }

    private static Optional<Instruction> first(Subject subject, Stage stage) {
        return Subject.shellRuns(stage).stream()
                .filter(run -> !Script.of(run).filter(Script::hasInterpreter).isPresent())
                .filter(run -> !subject.shellAt(stage, run).isStrictBash())
                .findFirst();
    }

    private Problem problem(Subject subject, Stage stage, Instruction run) {
        Optional<Instruction> own =
                subject.shell(stage, run).filter(shell -> stage.instructions().contains(shell));
        return Problem.of(
                kind(),
                own.map(Instruction::at).orElse(stage.at()),
                "the commands of stage '" + stage.label() + "' run in "
                        + String.join(" ", subject.shellAt(stage, run).words())
                        + ", in which parts of them may fail unnoticed",
                (own.isPresent() ? "make it " : "add to the stage: ") + Shell.CONVENTION);
    }
}
