package ai.gpustack.runner.registry;

import ai.gpustack.runner.plan.Reference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What registries hold. Every method may be called from several threads at once, ends within a bounded time, and throws
 * {@link ai.gpustack.runner.process.BrokenEnvironment} when a registry can't be asked: it is down, its name isn't known, it
 * refuses these credentials, it answers with something else than what was asked for. That a thing isn't there is no failure.
 */
public interface Registry {

    /**
     * What a reference points at, by a HEAD request: hubs count a GET of a manifest as a pull, a HEAD not.
     *
     * @param reference a tag or a digest; without a registry's host it is Docker Hub's
     * @return media type, digest and size; empty if the registry has no such tag, digest or repository
     */
    Optional<Descriptor> head(Reference reference);

    /**
     * The manifest that a reference points at. Its bytes have been checked against their digest.
     *
     * @param reference a tag or a digest; without a registry's host it is Docker Hub's
     * @return the manifest of an image or an index; empty if the registry has no such tag, digest or repository
     */
    Optional<Manifest> manifest(Reference reference);

    /**
     * The instructions that made an image's layers, as its configuration's history has them.
     *
     * @param reference the image, or another of the same repository
     * @param image its manifest
     * @return a text for each layer, the lowest first; empty where the configuration has no history that fits the layers
     */
    List<String> steps(Reference reference, Manifest.Image image);

    /**
     * The tags of a repository.
     *
     * @param reference something of that repository
     * @return the tags, in the registry's order; none if there is no such repository
     */
    List<String> tags(Reference reference);

    /** {@return the same, for what nobody wants to wait for: no question is asked a second time} */
    Registry once();

    /**
     * How long a registry asks to be left alone, by one request that isn't repeated.
     *
     * @param reference something of that registry
     * @return what it says with status 429 or 503; empty if it says nothing of the kind, or nothing at all
     */
    Optional<Duration> askedToWait(Reference reference);
}
