package ai.gpustack.runner.registry;

import ai.gpustack.runner.matrix.Platform;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A manifest, as a registry keeps it: of one image, or an index of several. */
public sealed interface Manifest {

    /** {@return its media type, the digest of its bytes, and how many there are} */
    Descriptor descriptor();

    /** {@return its own annotations} */
    Map<String, String> annotations();

    /**
     * The manifest of one platform's image.
     *
     * @param descriptor its media type, digest and size
     * @param annotations its annotations
     * @param config its configuration's descriptor
     * @param layers its layers, the lowest first; sizes are those of the compressed blobs
     */
    record Image(Descriptor descriptor, Map<String, String> annotations, Descriptor config, List<Descriptor> layers)
            implements Manifest {

        public Image {
            annotations = Map.copyOf(annotations);
            layers = List.copyOf(layers);
        }

        /** {@return what a pull of it transfers, in bytes: manifest, configuration and compressed layers} */
        public long transferSize() {
            return descriptor.size()
                    + config.size()
                    + layers.stream().mapToLong(Descriptor::size).sum();
        }
    }

    /**
     * An index, which names the manifests of several images.
     *
     * @param descriptor its media type, digest and size
     * @param annotations its annotations
     * @param entries all that it names, attestations included, in its own order
     */
    record Index(Descriptor descriptor, Map<String, String> annotations, List<Entry> entries) implements Manifest {

        public Index {
            annotations = Map.copyOf(annotations);
            entries = List.copyOf(entries);
        }

        /** {@return the entries that are images, without attestations, in the index's own order} */
        public List<Entry> images() {
            return entries.stream().filter(entry -> !entry.isAttestation()).toList();
        }

        /**
         * The image for a platform.
         *
         * @param platform exactly this platform, variant included
         * @return the entry; empty if the index has none for it
         */
        public Optional<Entry> image(Platform platform) {
            return images().stream()
                    .filter(entry -> entry.platform().equals(Optional.of(platform)))
                    .findFirst();
        }
    }

    /**
     * One entry of an index.
     *
     * @param descriptor the media type, digest and size of the manifest that it names
     * @param platform what that image runs on; empty where the index doesn't say, and for attestations
     * @param annotations the annotations of this entry, which aren't those of the manifest that it names
     * @param isAttestation whether it is provenance or an SBOM rather than an image: BuildKit marks these with the platform
     *     {@code unknown/unknown} and an annotation {@code vnd.docker.reference.type}
     */
    record Entry(
            Descriptor descriptor,
            Optional<Platform> platform,
            Map<String, String> annotations,
            boolean isAttestation) {

        public Entry {
            annotations = Map.copyOf(annotations);
        }
    }
}
