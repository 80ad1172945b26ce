package ai.gpustack.runner.build;

import ai.gpustack.runner.dockerfile.Dockerfile;
import ai.gpustack.runner.plan.Base;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.Reference;
import ai.gpustack.runner.source.Nearest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may help an image that failed, as far as its own Dockerfile and options tell more than the kind of failure does.
 *
 * @param image the image
 * @param dockerfile its Dockerfile
 * @param builder the builder that it failed on; empty for the one that is selected
 */
record Mends(PlatformImage image, Dockerfile dockerfile, Optional<String> builder) {

    /** BuildKit's words for what it doesn't know (instructions.UnknownInstructionError). */
    private static final Pattern UNKNOWN =
            Pattern.compile("dockerfile parse error on line \\d{1,9}: unknown (?:flag|instruction): ");

    /** 128 and the number of SIGKILL. */
    private static final Pattern KILLED = Pattern.compile("exit code: 137$");

    /** What the client allows, the builder may still refuse (util/entitlements/entitlements.go); buildx can't tell before. */
    private static final Pattern NOT_GRANTED =
            Pattern.compile("granting entitlement (\\S+) is not allowed by build daemon configuration");

    /** Go's words for an answer in clear text where TLS was asked for (crypto/tls, net/http). */
    private static final Pattern CLEAR_TEXT = Pattern.compile(
            "first record does not look like a TLS handshake|server gave HTTP response to HTTPS client");

    /**
     * What may help.
     *
     * @param kind the kind of failure
     * @param step the step that failed, as BuildKit names it; empty if no step did
     * @param error what BuildKit says
     * @return what to do; empty where only the error itself tells
     */
    Optional<String> of(FailureKind kind, Optional<String> step, String error) {
        boolean isAboutBase = kind == FailureKind.NOT_FOUND || kind == FailureKind.REFUSED;
        return step.filter(name -> isAboutBase)
                .flatMap(name ->
                        Steps.base(image, name).flatMap(base -> pin(base, name).or(() -> context(base))))
                .or(() -> step.filter(name -> isAboutBase)
                        .flatMap(Steps::frontend)
                        .flatMap(this::frontend))
                .or(() -> unknown(error))
                .or(() -> killed(kind, error))
                .or(() -> notGranted(error))
                .or(() -> clearText(error))
                .or(() -> kind == FailureKind.DISK_FULL ? Optional.of(Diagnosis.room(builder)) : Diagnosis.mend(kind));
    }

    /** What BuildKit's parser doesn't know, a newer one may. */
    private Optional<String> unknown(String error) {
        if (!UNKNOWN.matcher(error).find()) {
            return Optional.empty();
        }
        return Optional.of("mend the line; or, if this builder's BuildKit is too old for it, "
                + dockerfile
                        .frontend()
                        .map(frontend -> "name a newer frontend than '" + frontend.value() + "' in line "
                                + frontend.at().line())
                        .orElse("name a frontend that knows it in the first line: '# syntax=docker/dockerfile:1'"));
    }

    /** Registries remove what no tag points at any more. */
    private static Optional<String> pin(Base base, String step) {
        return base.digests().values().stream()
                .filter(digest -> step.endsWith("@" + digest))
                .findFirst()
                .map(digest -> "bases.lock pins it to this digest; 'mvn runner:bases' finds the one that it has now");
    }

    /** A name without a registry and a tag may have been meant for something else. */
    private Optional<String> context(Base base) {
        String name = base.reference().contextName();
        if (!name.matches("[^/:@]+")) {
            return Optional.empty();
        }
        List<String> stages = dockerfile.stages().stream()
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
    private Optional<String> frontend(Reference looked) {
        boolean isNamed = dockerfile
                .frontend()
                .flatMap(frontend -> Reference.familiar(frontend.value()))
                .equals(Optional.of(looked));
        if (isNamed) {
            return Optional.of("check the name and tag of the frontend that '# syntax=' names");
        }
        return image.options().sbom().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "the builder needs this image for -Drunner.sbom: mirror it to where the builder looks for it, name"
                                + " another scanner (-Drunner.sbom=IMAGE), or build without");
    }

    private static Optional<String> killed(FailureKind kind, String error) {
        return kind == FailureKind.STEP && KILLED.matcher(error).find()
                ? Optional.of(
                        "exit code 137 is a process that was killed, mostly for want of memory: give the builder more,"
                                + " or build fewer images at a time with -Drunner.parallel")
                : Optional.empty();
    }

    private static Optional<String> clearText(String error) {
        return CLEAR_TEXT.matcher(error).find()
                ? Optional.of(
                        "if the registry speaks clear text, say so to the builder: an engine by insecure-registries in its"
                                + " daemon.json, BuildKit by http = true for that registry in its buildkitd.toml")
                : Optional.empty();
    }

    private static Optional<String> notGranted(String error) {
        Matcher refused = NOT_GRANTED.matcher(error);
        return refused.find()
                ? Optional.of(
                        "let the builder grant it: buildkitd with --allow-insecure-entitlement " + refused.group(1)
                                + ", an engine with builder.entitlements in its daemon.json; or name another one with"
                                + " -Drunner.builder=NAME")
                : Optional.empty();
    }
}
