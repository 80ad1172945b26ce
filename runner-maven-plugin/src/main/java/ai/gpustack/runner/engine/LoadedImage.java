package ai.gpustack.runner.engine;

import ai.gpustack.runner.matrix.Platform;
import java.util.List;

/**
 * An image that the engine holds.
 *
 * @param id what the engine calls it: with the containerd image store the digest of its manifest, else of its configuration
 * @param repoDigests the names by digest under which it was pulled or pushed: {@code repository@sha256:…}
 * @param platform what it runs on
 * @param size in bytes
 * @param config how it is run, and its labels
 */
public record LoadedImage(String id, List<String> repoDigests, Platform platform, long size, ImageConfig config) {

    public LoadedImage {
        repoDigests = List.copyOf(repoDigests);
    }
}
