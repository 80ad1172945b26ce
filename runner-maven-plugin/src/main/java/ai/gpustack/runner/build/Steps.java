package ai.gpustack.runner.build;

import ai.gpustack.runner.dockerfile.Dockerfile;
import ai.gpustack.runner.plan.Pack;
import ai.gpustack.runner.plan.Pack.Recipe;
import ai.gpustack.runner.plan.PlatformImage;
import java.util.List;
import java.util.Optional;

/** Makes a failure of what BuildKit says about a step, with the Dockerfile's line. */
final class Steps {

    private final Pack pack;

    /** Steps of the Dockerfiles of a pack directory. */
    Steps(Pack pack) {
        this.pack = pack;
    }

    /** What went wrong with an image. */
    Failure failure(PlatformImage image, Optional<String> step, String error, List<String> lastLines) {
        FailureKind kind = Diagnosis.kind(step, error, lastLines);
        return new Failure(kind, step, step.flatMap(name -> at(image, name)), error, Diagnosis.mend(kind), lastLines);
    }

    /** The instruction that a step comes from, as {@code pack/cpu/Dockerfile:12}. */
    Optional<String> at(PlatformImage image, String step) {
        return DockerfileStep.of(step)
                .flatMap(named -> named.line(dockerfile(image)))
                .map(line -> image.context() + "/" + image.dockerfile() + ":" + line);
    }

    private synchronized Dockerfile dockerfile(PlatformImage image) {
        return pack.recipe(image.name().backend(), image.stage())
                .map(Recipe::dockerfile)
                .orElseThrow();
    }
}
