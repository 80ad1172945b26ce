package ai.gpustack.runner.build;

import ai.gpustack.runner.dockerfile.Closure;
import ai.gpustack.runner.dockerfile.Dockerfile;
import ai.gpustack.runner.dockerfile.Stage;
import ai.gpustack.runner.plan.Base;
import ai.gpustack.runner.plan.Pack;
import ai.gpustack.runner.plan.Pack.Recipe;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.Reference;
import ai.gpustack.runner.source.Nearest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes a failure of what BuildKit says about a step, with the Dockerfile's line. */
final class Steps {

    /** BuildKit looks at base images before the stages that name them: no step of those has begun. */
    private static final Pattern LOOK_AT_BASE =
            Pattern.compile("\\[(?:(?:\\S+ )?internal|context \\S+)\\] load metadata for (\\S+)");
    /** The frontend that a directive names is fetched before anything of the file is read. */
    private static final String LOOK_AT_FRONTEND = "resolve image config for docker-image://";

    /** A base image that is pulled. */
    private static final Pattern PULL = Pattern.compile("(?:\\[[^]]*\\] )?FROM (\\S+)");

    /** What BuildKit's parser refuses fails no step (parser.WithLocation, instructions.UnknownInstructionError). */
    private static final Pattern PARSE_ERROR =
            Pattern.compile("dockerfile parse error on line (\\d{1,9}): (unknown (?:flag|instruction): )?");

    /** 128 and the number of SIGKILL. */
    private static final Pattern KILLED = Pattern.compile("exit code: 137$");

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
                        base(image, name).flatMap(base -> mendPin(base, name).or(() -> mendContext(image, base))))
                .or(() -> step.filter(name -> isAboutBase && name.startsWith(LOOK_AT_FRONTEND))
                        .flatMap(name -> mendFrontend(image, name)))
                .or(() -> mendUnknown(image, error))
                .or(() -> kind == FailureKind.STEP && KILLED.matcher(error).find()
                        ? Optional.of(
                                "exit code 137 is a process that was killed, mostly for want of memory: give the builder more,"
                                        + " or build fewer images at a time with -Drunner.parallel")
                        : Optional.empty())
                .or(() -> Diagnosis.mend(kind));
        Optional<String> at = step.flatMap(name -> at(image, name))
                .or(() -> refused(image, error))
                .or(() -> step.isEmpty() ? shown(image, lastLines) : Optional.empty());
        return new Failure(kind, step, at, error, mend, lastLines);
    }

    /** The line that BuildKit's parser refuses. */
    private static Optional<String> refused(PlatformImage image, String error) {
        Matcher parse = PARSE_ERROR.matcher(error);
        return parse.find() ? Optional.of(at(image, Integer.parseInt(parse.group(1)))) : Optional.empty();
    }

    /** The line that buildx shows for what is wrong with an instruction, above an excerpt of the file (buildx, solver/errdefs). */
    private static Optional<String> shown(PlatformImage image, List<String> lastLines) {
        String name = image.dockerfile() + ":";
        return lastLines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .filter(line -> line.matches("\\d{1,9}"))
                .findFirst()
                .map(line -> at(image, Integer.parseInt(line)));
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
    private Optional<String> mendContext(PlatformImage image, Base base) {
        String name = base.reference().contextName();
        if (!name.matches("[^/:@]+")) {
            return Optional.empty();
        }
        List<String> stages = dockerfile(image).stages().stream()
                .filter(stage -> stage.at().line() < base.at().line())
                .flatMap(stage -> stage.name().stream())
                .toList();
        return Optional.of(Nearest.to(name, stages)
                        .map(near -> "did you mean the stage '" + near + "'? else ")
                        .orElse("")
                + "check the base image's name, tag and platform; if '" + name
                + "' is to be a stage, name one so above; if a build context, give -Drunner.context." + name
                + "=FOLDER");
    }

    /** The frontend that the file names, or an image that BuildKit runs beside the build. */
    private Optional<String> mendFrontend(PlatformImage image, String step) {
        Optional<Reference> looked = Reference.familiar(step.substring(LOOK_AT_FRONTEND.length()));
        boolean isNamed = dockerfile(image)
                .frontend()
                .flatMap(frontend -> Reference.familiar(frontend.value()))
                .equals(looked);
        if (isNamed) {
            return Optional.of("check the name and tag of the frontend that '# syntax=' names");
        }
        return image.options().sbom()
                ? Optional.of(
                        "the builder needs this image for -Drunner.sbom: mirror it to where the builder looks for it, or"
                                + " build without")
                : Optional.empty();
    }

    /** Something of the registry that a step asked: a base image, a frontend, or the image itself where it was pushed. */
    static Optional<Reference> asked(PlatformImage image, String step) {
        if (Diagnosis.isAnExport(step)) {
            return Optional.of(image.idReference());
        }
        if (step.startsWith(LOOK_AT_FRONTEND)) {
            return Reference.familiar(step.substring(LOOK_AT_FRONTEND.length()));
        }
        return Stream.of(LOOK_AT_BASE, PULL)
                .map(pattern -> pattern.matcher(step))
                .filter(Matcher::matches)
                .findFirst()
                .flatMap(named -> Reference.familiar(named.group(1)));
    }

    /** The instruction that a step comes from, as {@code pack/cpu/Dockerfile:12}. */
    Optional<String> at(PlatformImage image, String step) {
        return DockerfileStep.of(step)
                .flatMap(named -> named.line(dockerfile(image), stages(image)))
                .map(line -> at(image, line))
                .or(() -> base(image, step)
                        .map(base -> base.at().file() + ":" + base.at().line()))
                .or(() -> step.startsWith(LOOK_AT_FRONTEND)
                        ? dockerfile(image)
                                .frontend()
                                .filter(frontend -> Reference.familiar(frontend.value())
                                        .equals(Reference.familiar(step.substring(LOOK_AT_FRONTEND.length()))))
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

    private synchronized List<Stage> stages(PlatformImage image) {
        return pack.closure(image).map(Closure::stages).orElse(List.of());
    }

    private synchronized Dockerfile dockerfile(PlatformImage image) {
        return pack.recipe(image.name().backend(), image.stage())
                .map(Recipe::dockerfile)
                .orElseThrow();
    }
}
