package ai.gpustack.runner.build;

import ai.gpustack.runner.buildx.Buildx;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.registry.Descriptor;
import ai.gpustack.runner.registry.Registry;
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
    public Export export() {
        return Export.PUSH;
    }
}
