package ai.gpustack.runner.build;

import ai.gpustack.runner.process.Git;
import ai.gpustack.runner.process.Programs;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Where an image's content comes from, as OCI annotations say it. They are not part of an image's id. */
public final class SourceLabels {

    private SourceLabels() {}

    /**
     * The labels that git's state gives.
     *
     * @param programs runs git
     * @param directory the work tree
     * @return {@code org.opencontainers.image.revision}, {@code .created} and {@code .source}, as far as they are known
     */
    public static Map<String, String> of(Programs programs, Path directory) {
        var labels = new TreeMap<String, String>();
        new Git(programs, directory).state().ifPresent(state -> {
            labels.put("org.opencontainers.image.revision", state.revision());
            // The commit's time, not the build's: the same commit gives the same image.
            labels.put("org.opencontainers.image.created", state.created());
            state.source().ifPresent(source -> labels.put("org.opencontainers.image.source", source));
        });
        return labels;
    }
}
