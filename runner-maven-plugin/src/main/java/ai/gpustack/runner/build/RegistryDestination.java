package ai.gpustack.runner.build;

import ai.gpustack.runner.buildx.Buildx;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.registry.Descriptor;
import ai.gpustack.runner.registry.Registry;
import java.util.List;
import java.util.Optional;

/**
 * A registry. Each image is pushed under its platform tag, a pointer that moves, and under its id tag, which doesn't: it is
 * how the image is found again, and it keeps clean-ups from taking it away from under an index.
 */
public final class RegistryDestination implements Destination {

    private final Registry registry;
    private final Buildx buildx;

    /**
     * A registry.
     *
     * @param registry reads it
     * @param buildx writes to it
     */
    public RegistryDestination(Registry registry, Buildx buildx) {
        this.registry = registry;
        this.buildx = buildx;
    }

    @Override
    public Existing existing(PlatformImage image) {
        Optional<String> wanted = registry.head(image.idReference()).map(Descriptor::digest);
        if (wanted.isEmpty()) {
            return new Existing.Missing();
        }
        Optional<String> tagged = registry.head(image.reference()).map(Descriptor::digest);
        return wanted.equals(tagged) ? new Existing.UpToDate(wanted.get()) : new Existing.TagElsewhere(wanted.get());
    }

    @Override
    public void point(PlatformImage image, String digest) {
        buildx.create(buildx.copyCommand(
                image.reference().toString(), image.idReference().at(digest).toString()));
    }

    @Override
    public List<String> tags(PlatformImage image) {
        return List.of(image.reference().toString(), image.idReference().toString());
    }

    /**
     * {@inheritDoc}
     *
     * <p>OCI media types, because Docker's manifests have no annotations; and no copy in the engine's own store: it would
     * cost a multiple of the image's size for nothing (300 MB of payload left 756 MB behind).
     */
    @Override
    public String output() {
        return "type=image,push=true,oci-mediatypes=true,store=false";
    }

    @Override
    public boolean annotates() {
        return true;
    }

    @Override
    public String name() {
        return "registry";
    }

    @Override
    public String verb() {
        return "pushed";
    }
}
