package ai.gpustack.runner.registry;

import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.plan.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A platform image as it was pushed: its manifest alone, or, with provenance or an SBOM, an index of the manifest and what is
 * attached to it.
 *
 * @param digest what the tag points at: the manifest, or the index
 * @param image the image's manifest
 * @param attestations the digests of what is attached, in the index's order
 */
public record PushedImage(String digest, Manifest.Image image, List<String> attestations) {

    /** The annotation of what was pushed under an id that isn't its own: nobody takes it for that image. */
    public static final String SPOILT = "ai.gpustack.runner.spoilt";

    public PushedImage {
        attestations = List.copyOf(attestations);
    }

    /**
     * Reads a platform image.
     *
     * @param registry holds it
     * @param reference its tag
     * @param platform its platform
     * @return the image; empty if there is no such tag, or an index that isn't one image's for this platform, or is {@link #SPOILT}
     * @throws ai.gpustack.runner.process.BrokenEnvironment if the registry can't be asked
     */
    public static Optional<PushedImage> read(Registry registry, Reference reference, Platform platform) {
        return registry.manifest(reference).flatMap(found -> of(found, registry, reference, platform));
    }

    /**
     * Reads a platform image whose tag has been read.
     *
     * @param found what the tag points at
     * @param registry holds it
     * @param reference the tag
     * @param platform the image's platform
     * @return the image; empty if it is an index that isn't one image's for this platform, or is {@link #SPOILT}
     * @throws ai.gpustack.runner.process.BrokenEnvironment if the registry can't be asked
     */
    public static Optional<PushedImage> of(Manifest found, Registry registry, Reference reference, Platform platform) {
        if (found instanceof Manifest.Image single) {
            return Optional.of(new PushedImage(single.descriptor().digest(), single, List.of()));
        }
        var index = (Manifest.Index) found;
        if (index.images().size() != 1 || index.annotations().containsKey(SPOILT)) {
            return Optional.empty();
        }
        var attestations = new ArrayList<String>();
        index.entries().stream()
                .filter(Manifest.Entry::isAttestation)
                .forEach(entry -> attestations.add(entry.descriptor().digest()));
        return index.image(platform)
                .flatMap(entry ->
                        registry.manifest(reference.at(entry.descriptor().digest())))
                .filter(Manifest.Image.class::isInstance)
                .map(child -> new PushedImage(index.descriptor().digest(), (Manifest.Image) child, attestations));
    }

    /** {@return the digests that an index of several platforms has for it: the image's, then what is attached} */
    public List<String> digests() {
        var digests = new ArrayList<String>();
        digests.add(image.descriptor().digest());
        digests.addAll(attestations);
        return digests;
    }
}
