package ai.gpustack.runner.build;

import ai.gpustack.runner.dockerfile.Dockerfile;
import ai.gpustack.runner.plan.Base;
import ai.gpustack.runner.plan.Pack;
import ai.gpustack.runner.plan.Pack.Recipe;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.Reference;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a failure of what BuildKit says about a step, with the Dockerfile's line. */
final class Steps {

    /** BuildKit looks at base images before the stages that name them: no step of those has begun. */
    private static final Pattern LOOK_AT_BASE = Pattern.compile("\\[(?:\\S+ )?internal\\] load metadata for (\\S+)");

    private final Pack pack;

    /** Steps of the Dockerfiles of a pack directory. */
    Steps(Pack pack) {
        this.pack = pack;
    }

    /** What went wrong with an image. */
    Failure failure(PlatformImage image, Optional<String> step, String error, List<String> lastLines) {
        FailureKind kind = Diagnosis.kind(step, error, lastLines);
        boolean isAboutBase = kind == FailureKind.NOT_FOUND || kind == FailureKind.REFUSED;
        Optional<String> mend = step.filter(name -> isAboutBase)
                .flatMap(name -> base(image, name))
                .flatMap(Steps::mendContext)
                .or(() -> Diagnosis.mend(kind));
        return new Failure(kind, step, step.flatMap(name -> at(image, name)), error, mend, lastLines);
    }

    /** A name without a registry and a tag may have been meant for something else. */
    private static Optional<String> mendContext(Base base) {
        String name = base.reference().contextName();
        return name.matches("[^/:@]+")
                ? Optional.of("check the base image's name, tag and platform; if '" + name
                        + "' is to be a stage, name one so above; if a build context, give -Drunner.context." + name
                        + "=FOLDER")
                : Optional.empty();
    }

    /** The instruction that a step comes from, as {@code pack/cpu/Dockerfile:12}. */
    Optional<String> at(PlatformImage image, String step) {
        return DockerfileStep.of(step)
                .flatMap(named -> named.line(dockerfile(image)))
                .map(line -> image.context() + "/" + image.dockerfile() + ":" + line)
                .or(() -> base(image, step)
                        .map(base -> base.at().file() + ":" + base.at().line()));
    }

    /** The base image that a step looks at; none if it is named by its digest, or isn't the Dockerfile's. */
    private static Optional<Base> base(PlatformImage image, String step) {
        Matcher look = LOOK_AT_BASE.matcher(step);
        Optional<Reference> looked = look.matches() ? Reference.familiar(look.group(1)) : Optional.empty();
        return looked.flatMap(reference -> image.bases().stream()
                .filter(base -> base.reference().repository().equals(reference.repository()))
                .filter(base -> base.reference().tag().equals(reference.tag()))
                .findFirst());
    }

    private synchronized Dockerfile dockerfile(PlatformImage image) {
        return pack.recipe(image.name().backend(), image.stage())
                .map(Recipe::dockerfile)
                .orElseThrow();
    }
}
