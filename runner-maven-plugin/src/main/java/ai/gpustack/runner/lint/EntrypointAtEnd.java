package ai.gpustack.runner.lint;

import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import java.util.List;
import java.util.stream.Stream;

/** A service runs whatever command it is given, under an init that passes signals on and reaps what it leaves behind. */
final class EntrypointAtEnd implements ConventionRule {

    private static final String WANTED = "ENTRYPOINT [\"tini\", \"--\"]";

    @Override
    public ProblemKind kind() {
        return ProblemKind.ENTRYPOINT;
    }

    @Override
    public Stream<Problem> check(Subject subject) {
        return subject.serviceStages().stream()
                .flatMap(stage -> StageEnd.check(
                        stage,
                        "ENTRYPOINT",
                        WANTED,
                        entrypoint -> entrypoint.json() && entrypoint.words().equals(List.of("tini", "--")))
                        .stream())
                .map(flaw -> Problem.of(kind(), flaw.at(), flaw.what(), "end the stage with '" + WANTED + "'"));
    }
}
