package ai.gpustack.runner.release;

import ai.gpustack.runner.matrix.Platform;
import java.util.Optional;

/**
 * What is tested: one platform of an image.
 *
 * @param image the image's name, for people and for the receipt: {@code localhost:5000/gpustack/runner:cpu12.12-llamacpp0.2.6-dev}
 * @param reference what the engine is told: the repository with the digest for a registry's image, the tag for a loaded one
 * @param digest the digest of the index that is tested; of the image where there's no index
 * @param platform the platform
 * @param source where it comes from
 * @param id the {@code ai.gpustack.runner.id} that it carries; empty to read it from its labels
 */
public record Subject(
        String image, String reference, String digest, Platform platform, Source source, Optional<String> id) {

    /** Where the bytes that were tested came from. */
    public enum Source {
        /** A registry, by digest: what is promoted. */
        REGISTRY,
        /** The local engine: what was built here, which nobody else has. Such a test doesn't count for promotion. */
        LOADED
    }
}
