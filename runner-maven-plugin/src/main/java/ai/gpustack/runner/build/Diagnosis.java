package ai.gpustack.runner.build;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells what kind of thing went wrong from what BuildKit says about the step that failed. The texts are those of BuildKit
 * 0.34, containerd's resolver and Go's net packages, as met with a registry that misbehaves (see the fault tests).
 */
final class Diagnosis {

    private static final Pattern DISK_FULL = words("no space left on device", "disk quota exceeded");
    private static final Pattern COMMAND = words("did not complete successfully: exit code");
    private static final Pattern BUILDER = words(
            "rpc error: code = Unavailable",
            "error reading from server",
            "transport is closing",
            "client connection is closing",
            "Cannot connect to the Docker daemon",
            "failed to list workers",
            "no active session",
            "unable to connect to buildkit",
            "frontend grpc server closed",
            "dial unix ");
    private static final Pattern REFUSED = Pattern.compile(
            "\\b(401|403) [A-Z]|status(?: code)?:? (401|403)\\b|unauthorized|forbidden|access denied|insufficient_scope"
                    + "|authorization failed|no basic auth credentials|denied: |: denied$",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern NETWORK = Pattern.compile(
            "\\b(408|429|5\\d\\d) [A-Z]|status(?: code)?:? (408|429|5\\d\\d)\\b|too ?many ?requests|: unavailable: |connection reset"
                    + "|connection refused|broken pipe|i/o timeout|handshake timeout|no such host|server misbehaving"
                    + "|temporary failure in name resolution|unexpected EOF|\\bEOF$|deadline exceeded|http2: "
                    + "|network is unreachable|no route to host|timed out|connection lost|request canceled"
                    + "|use of closed network connection|server closed|couldn't connect to server|could not resolve host"
                    // Not what was sent but a link that another push was writing (distribution/distribution#4489).
                    + "|digest did not match uploaded content",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern NOT_FOUND =
            Pattern.compile("manifest unknown|: not found$|name unknown|repository does not exist");
    private static final Pattern DEFINITION = words(
            "target stage",
            "dockerfile parse error",
            "failed to read dockerfile",
            "failed to parse",
            "failed to process",
            "unknown instruction",
            "base name (",
            "circular dependency");

    private Diagnosis() {}

    private static Pattern words(String... any) {
        return Pattern.compile(
                String.join("|", List.of(any).stream().map(Pattern::quote).toList()), Pattern.CASE_INSENSITIVE);
    }

    /**
     * Tells what went wrong.
     *
     * @param step the step that failed, as BuildKit names it; empty if no step did
     * @param error what BuildKit says
     * @param lastLines the last lines that the step printed
     * @return the kind; the most telling one, where the text has signs of several
     */
    static FailureKind kind(Optional<String> step, String error, List<String> lastLines) {
        FailureKind kind = kindOf(step, error, lastLines);
        // A push whose answer had a body of the registry API's own form fails with that body's words alone ("unknown:
        // unknown error"); the status is in what BuildKit printed when it tried again (measured, 0.34.2).
        return kind == FailureKind.OTHER && step.filter(Diagnosis::isAnExport).isPresent()
                ? kindOf(step, String.join("\n", lastLines), List.of())
                : kind;
    }

    private static FailureKind kindOf(Optional<String> step, String error, List<String> lastLines) {
        if (isIn(DISK_FULL, error) || lastLines.stream().anyMatch(line -> isIn(DISK_FULL, line))) {
            return FailureKind.DISK_FULL;
        }
        if (isIn(COMMAND, error)) {
            return FailureKind.STEP; // whatever its own words are: a command isn't tried again behind its author's back
        }
        if (isIn(BUILDER, error)) {
            return FailureKind.BUILDER;
        }
        if (isIn(REFUSED, error)) {
            return FailureKind.REFUSED;
        }
        if (isIn(NETWORK, error)) {
            return FailureKind.NETWORK;
        }
        if (isIn(DEFINITION, error)) {
            return FailureKind.DEFINITION;
        }
        if (isIn(NOT_FOUND, error) && step.filter(Diagnosis::isAboutAnImage).isPresent()) {
            return FailureKind.NOT_FOUND;
        }
        return step.filter(DockerfileStep::isOne).isPresent() ? FailureKind.STEP : FailureKind.OTHER;
    }

    private static boolean isAboutAnImage(String step) {
        return step.contains("] load metadata for ")
                || step.startsWith("resolve image config for ")
                || step.contains("] FROM ");
    }

    /** Whether a step brings an image that is done to where it belongs. */
    static boolean isAnExport(String step) {
        return step.startsWith("exporting to ");
    }

    private static boolean isIn(Pattern pattern, String text) {
        return pattern.matcher(text).find();
    }

    /** What may help where a builder's disk is full; without a name it is the one that is selected. */
    static String room(Optional<String> builder) {
        String option = builder.map(name -> " --builder " + name).orElse("");
        return "make room on the builder ('docker buildx du" + option + "', 'docker buildx prune" + option
                + "'), then run the same again";
    }

    /** What may help against a kind of failure; empty where only the error itself tells. */
    static Optional<String> mend(FailureKind kind) {
        return Optional.ofNullable(
                switch (kind) {
                    case REFUSED ->
                        "log in with 'docker login', and check that these credentials may push and pull there";
                    case NOT_FOUND -> "check the base image's name and tag, and that it has this platform";
                    case NETWORK -> "see whether the registry and the network are well, then run the same again";
                    case BUILDER -> "see whether the builder runs ('docker buildx ls'), then run the same again";
                    case DISK_FULL -> room(Optional.empty());
                    case TIMEOUT -> "mend what hangs, or allow more with -Drunner.timeout";
                    case CHANGED -> "run the same again, and change nothing that is built meanwhile";
                    case STEP, DEFINITION, OTHER -> null;
                });
    }
}
