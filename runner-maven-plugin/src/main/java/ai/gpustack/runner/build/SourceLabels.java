package ai.gpustack.runner.build;

import ai.gpustack.runner.process.Git;
import ai.gpustack.runner.process.Programs;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where an image's content comes from, as OCI annotations say it. They are not part of an image's id. */
public final class SourceLabels {

    private static final String EPOCH = "SOURCE_DATE_EPOCH";

    private SourceLabels() {}

    /**
     * The labels that git's state gives.
     *
     * @param programs runs git
     * @param directory the work tree
     * @param environment says in {@code SOURCE_DATE_EPOCH}, in seconds, when the source was made, where it says so
     * @return {@code org.opencontainers.image.revision}, {@code .created} and {@code .source}, as far as they are known
     */
    public static Map<String, String> of(Programs programs, Path directory, Map<String, String> environment) {
        var labels = new TreeMap<String, String>();
        new Git(programs, directory).state().ifPresent(state -> {
            labels.put("org.opencontainers.image.revision", state.revision());
            // The commit's time, not the build's: the same commit gives the same image.
            labels.put("org.opencontainers.image.created", state.created());
            state.source().ifPresent(source -> labels.put("org.opencontainers.image.source", source));
        });
        // https://reproducible-builds.org/specs/source-date-epoch
        Optional.ofNullable(environment.get(EPOCH))
                .filter(SourceLabels::isTime)
                .ifPresent(seconds -> labels.put(
                        "org.opencontainers.image.created",
                        Instant.ofEpochSecond(Long.parseLong(seconds)).toString()));
        return labels;
    }

    /**
     * What is wrong with {@code SOURCE_DATE_EPOCH}, which buildx reads, too, and refuses each image for.
     *
     * @param environment says when the source was made
     * @return the problem; empty if it is a number of seconds, or not set
     */
    public static Optional<Problem> problem(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(EPOCH))
                .filter(text -> !text.isEmpty() && !isTime(text))
                .map(text -> Problem.error(
                        Location.of(EPOCH),
                        "isn't a number of seconds: '" + text + "'",
                        "write the seconds since 1970-01-01, as 'git log -1 --format=%ct' gives them, or unset it"));
    }

    private static boolean isTime(String seconds) {
        return seconds.matches("[0-9]{1,12}");
    }
}
