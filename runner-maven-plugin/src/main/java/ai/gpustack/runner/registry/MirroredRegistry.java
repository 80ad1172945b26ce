package ai.gpustack.runner.registry;

import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.plan.Reference;
import ai.gpustack.runner.process.BrokenEnvironment;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Registries as a Docker engine asks them: Docker Hub's images are looked for at its mirrors first, in their order, and one that
 * hasn't got an image, or doesn't answer, is passed over.
 */
public final class MirroredRegistry {

    private final HttpRegistry registry;
    private final List<URI> mirrors;

    /**
     * Registries with mirrors of Docker Hub.
     *
     * @param registry asks
     * @param mirrors the mirrors' addresses; none to ask the hub alone
     */
    public MirroredRegistry(HttpRegistry registry, List<URI> mirrors) {
        this.registry = registry;
        this.mirrors = List.copyOf(mirrors);
    }

    /** {@return what a reference points at, as {@link Registry#head} tells it} */
    Optional<Descriptor> head(Reference reference) {
        return first(reference, place -> registry.head(place, reference));
    }

    /** {@return the manifest that a reference points at, as {@link Registry#manifest} tells it} */
    Optional<Manifest> manifest(Reference reference) {
        return first(reference, place -> registry.manifest(place, reference));
    }

    /**
     * The platform of an image that no index names one for.
     *
     * @param reference a reference of the image's repository
     * @param image the image's manifest
     * @return the platform that its configuration names, in its normal form; empty if it names none
     */
    Optional<Platform> platform(Reference reference, Manifest.Image image) {
        return first(reference, place -> registry.platform(place, reference, image));
    }

    private <T> Optional<T> first(Reference reference, Function<Place, Optional<T>> ask) {
        Place own = registry.place(reference);
        var inVain = new ArrayList<String>();
        for (URI mirror : own.isHub() ? mirrors : List.<URI>of()) {
            try {
                Optional<T> answer = ask.apply(own.at(mirror));
                if (answer.isPresent()) {
                    return answer;
                }
                inVain.add(mirror + " hasn't got it");
            } catch (BrokenEnvironment e) {
                inVain.add(mirror + ": " + e.what());
            }
        }
        try {
            return ask.apply(own);
        } catch (BrokenEnvironment e) {
            if (inVain.isEmpty()) {
                throw e;
            }
            throw new BrokenEnvironment(
                    e.what() + " (the engine's mirrors were asked before: " + String.join("; ", inVain) + ")",
                    e.mend(),
                    e);
        }
    }
}
