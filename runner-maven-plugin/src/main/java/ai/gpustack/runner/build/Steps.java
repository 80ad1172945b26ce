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
    private static final Pattern LOOK_AT_BASE =
            Pattern.compile("\\[(?:(?:\\S+ )?internal|context \\S+)\\] load metadata for (\\S+)");
    /** The frontend that a directive names is fetched before anything of the file is read. */
    private static final String LOOK_AT_FRONTEND = "resolve image config for docker-image://";

    /** What BuildKit's parser refuses fails no step (parser.WithLocation, instructions.UnknownInstructionError). */
    private static final Pattern PARSE_ERROR =
            Pattern.compile("dockerfile parse error on line (\\d{1,9}): (unknown (?:flag|instruction): )?");

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
                .flatMap(name ->
                        base(image, name).flatMap(base -> mendPin(base, name).or(() -> mendContext(base))))
                .or(() -> step.filter(name -> kind == FailureKind.NOT_FOUND && name.startsWith(LOOK_AT_FRONTEND))
                        .map(name -> "check the name and tag of the frontend that '# syntax=' names"))
                .or(() -> mendUnknown(image, error))
                .or(() -> Diagnosis.mend(kind));
        Optional<String> at = step.flatMap(name -> at(image, name)).or(() -> refused(image, error));
        return new Failure(kind, step, at, error, mend, lastLines);
    }

    /** The line that BuildKit's parser refuses. */
    private static Optional<String> refused(PlatformImage image, String error) {
        Matcher parse = PARSE_ERROR.matcher(error);
        return parse.find() ? Optional.of(at(image, Integer.parseInt(parse.group(1)))) : Optional.empty();
    }

    /** What BuildKit's parser doesn't know, a newer one may. */
    private Optional<String> mendUnknown(PlatformImage image, String error) {
        Matcher parse = PARSE_ERROR.matcher(error);
        if (!parse.find() || parse.group(2) == null) {
            return Optional.empty();
        }
        return Optional.of("mend the line; or, if this builder's BuildKit is too old for it, "
                + dockerfile(image)
                        .frontend()
                        .map(frontend -> "name a newer frontend than '" + frontend.value() + "' in line "
                                + frontend.at().line())
                        .orElse("name a frontend that knows it in the first line: '# syntax=docker/dockerfile:1'"));
    }

    /** Registries remove what no tag points at any more. */
    private static Optional<String> mendPin(Base base, String step) {
        return base.digests().values().stream()
                .filter(digest -> step.endsWith("@" + digest))
                .findFirst()
                .map(digest -> "bases.lock pins it to this digest; 'mvn runner:bases' finds the one that it has now");
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
                .map(line -> at(image, line))
                .or(() -> base(image, step)
                        .map(base -> base.at().file() + ":" + base.at().line()))
                .or(() -> step.startsWith(LOOK_AT_FRONTEND)
                        ? dockerfile(image)
                                .frontend()
                                .map(frontend -> at(image, frontend.at().line()))
                        : Optional.empty());
    }

    private static String at(PlatformImage image, int line) {
        return image.context() + "/" + image.dockerfile() + ":" + line;
    }

    /** The base image that a step looks at; none if the Dockerfile names it by its digest, or doesn't name it. */
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
