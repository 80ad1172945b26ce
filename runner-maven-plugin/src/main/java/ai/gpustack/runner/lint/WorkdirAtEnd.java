package ai.gpustack.runner.lint;

import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import java.util.stream.Stream;

/** A service starts in {@code /}, wherever its image was put together. */
final class WorkdirAtEnd implements ConventionRule {

    private static final String WANTED = "WORKDIR /";

    @Override
    public ProblemKind kind() {
        return ProblemKind.WORKDIR;
    }

    @Override
    public Stream<Problem> check(Subject subject) {
        return subject.serviceStages().stream()
                .flatMap(stage ->
                        StageEnd.check(
                                stage,
                                "WORKDIR",
                                WANTED,
                                workdir -> workdir.text().matches("\"/\"|'/'|/"))
                                .stream())
                .map(flaw -> Problem.of(kind(), flaw.at(), flaw.what(), "end the stage with '" + WANTED + "'"));
    }
}
