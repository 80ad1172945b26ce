package ai.gpustack.runner.build;

import ai.gpustack.runner.dockerfile.Closure;
import ai.gpustack.runner.dockerfile.Dockerfile;
import ai.gpustack.runner.dockerfile.Stage;
import ai.gpustack.runner.plan.Base;
import ai.gpustack.runner.plan.Pack;
import ai.gpustack.runner.plan.Pack.Recipe;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.Reference;
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

    /** What BuildKit's parser refuses fails no step (parser.WithLocation). */
    private static final Pattern PARSE_ERROR = Pattern.compile("dockerfile parse error on line (\\d{1,9}): ");

    private final Pack pack;
    private final Optional<String> builder;

    /**
     * Steps of the Dockerfiles of a pack directory.
     *
     * @param pack the pack directory
     * @param builder the builder that they are done by; empty for the one that is selected
     */
    Steps(Pack pack, Optional<String> builder) {
        this.pack = pack;
        this.builder = builder;
    }

    /** What went wrong with an image. */
    Failure failure(PlatformImage image, Optional<String> step, String error, List<String> lastLines) {
        FailureKind kind = Diagnosis.kind(step, error, lastLines);
        Optional<String> mend = new Mends(image, dockerfile(image), builder).of(kind, step, error);
        Optional<String> at = step.flatMap(name -> at(image, name))
                .or(() -> refused(image, error))
                .or(() -> step.isEmpty() ? shown(image, lastLines) : Optional.empty());
        return new Failure(kind, step.map(name -> ownName(image, name)), at, error, mend, lastLines);
    }

    /** BuildKit may name a step after a stage, even of another Dockerfile, that is none of the image's. */
    private String ownName(PlatformImage image, String step) {
        return DockerfileStep.of(step)
                .filter(named -> !named.stage().isEmpty())
                .flatMap(named -> named.own(dockerfile(image), stages(image))
                        .map(DockerfileStep.Place::stage)
                        .filter(own -> !own.label().equals(named.stage()))
                        .map(named::nameIn))
                .orElse(step);
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

    /** Something of the registry that a step asked: a base image, a frontend, or the image itself where it was pushed. */
    static Optional<Reference> asked(PlatformImage image, String step) {
        if (Diagnosis.isAnExport(step)) {
            return Optional.of(image.idReference());
        }
        Optional<Reference> frontend = frontend(step);
        if (frontend.isPresent()) {
            return frontend;
        }
        return Stream.of(LOOK_AT_BASE, PULL)
                .map(pattern -> pattern.matcher(step))
                .filter(Matcher::matches)
                .findFirst()
                .flatMap(named -> Reference.familiar(named.group(1)));
    }

    /** The frontend, or a scanner, that a step looks at before the file is read. */
    static Optional<Reference> frontend(String step) {
        return step.startsWith(LOOK_AT_FRONTEND)
                ? Reference.familiar(step.substring(LOOK_AT_FRONTEND.length()))
                : Optional.empty();
    }

    /** The instruction that a step comes from, as {@code pack/cpu/Dockerfile:12}. */
    Optional<String> at(PlatformImage image, String step) {
        return DockerfileStep.of(step)
                .flatMap(named -> named.line(dockerfile(image), stages(image)))
                .map(line -> at(image, line))
                .or(() -> base(image, step)
                        .map(base -> base.at().file() + ":" + base.at().line()))
                .or(() -> frontend(step)
                        .flatMap(looked -> dockerfile(image)
                                .frontend()
                                .filter(named ->
                                        Reference.familiar(named.value()).equals(Optional.of(looked)))
                                .map(named -> at(image, named.at().line()))));
    }

    private static String at(PlatformImage image, int line) {
        return image.context() + "/" + image.dockerfile() + ":" + line;
    }

    /** The base image that a step looks at; none if the Dockerfile names it by its digest, or doesn't name it. */
    static Optional<Base> base(PlatformImage image, String step) {
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
