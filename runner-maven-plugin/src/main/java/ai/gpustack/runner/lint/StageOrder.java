package ai.gpustack.runner.lint;

import ai.gpustack.runner.dockerfile.Stage;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What services share is in the stage {@code runtime}, above theirs. */
final class StageOrder implements ConventionRule {

    @Override
    public ProblemKind kind() {
        return ProblemKind.STAGES;
    }

    @Override
    public Stream<Problem> check(Subject subject) {
        List<Stage> services = subject.serviceStages();
        Optional<Stage> runtime = subject.dockerfile().stages().stream()
                .filter(stage -> stage.name().filter(Stage.RUNTIME::equals).isPresent())
                .findFirst();
        if (runtime.isEmpty()) {
            return services.stream()
                    .limit(1)
                    .map(stage -> Problem.of(
                            kind(),
                            stage.at(),
                            "there is no stage '" + Stage.RUNTIME + "' above '" + stage.label() + "'",
                            "put what every service needs into 'FROM … AS " + Stage.RUNTIME
                                    + "', and base the services on it"));
        }
        return services.stream()
                .filter(stage -> stage.number() < runtime.get().number())
                .map(stage -> Problem.of(
                        kind(),
                        stage.at(),
                        "the service's stage '" + stage.label() + "' stands above the stage '" + Stage.RUNTIME + "'",
                        "move it below"));
    }
}
