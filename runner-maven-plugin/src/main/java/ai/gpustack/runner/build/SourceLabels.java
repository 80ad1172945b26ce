package ai.gpustack.runner.build;

import ai.gpustack.runner.process.Git;
import ai.gpustack.runner.process.Programs;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where an image's content comes from, as OCI annotations say it. They are not part of an image's id. */
public final class SourceLabels {

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
        Optional.ofNullable(environment.get("SOURCE_DATE_EPOCH"))
                .filter(seconds -> seconds.matches("[0-9]{1,12}"))
                .ifPresent(seconds -> labels.put(
                        "org.opencontainers.image.created",
                        Instant.ofEpochSecond(Long.parseLong(seconds)).toString()));
        return labels;
    }
}
