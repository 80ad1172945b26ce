package ai.gpustack.runner.lint;

import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import java.util.stream.Stream;

/** Several commands in one RUN are written one below the other. */
final class CommandChains implements ConventionRule {

    @Override
    public ProblemKind kind() {
        return ProblemKind.CHAIN;
    }

    @Override
    public Stream<Problem> check(Subject subject) {
        return subject.dockerfile().stages().stream()
                .flatMap(stage -> Subject.shellRuns(stage).stream())
                .flatMap(run -> ShellLine.chain(run.text())
                        .map(operator -> Problem.of(
                                kind(),
                                run.at(),
                                "several commands are chained with '" + operator + "'",
                                "write them one a line in a heredoc: RUN <<EOT … EOT"))
                        .stream());
    }
}
