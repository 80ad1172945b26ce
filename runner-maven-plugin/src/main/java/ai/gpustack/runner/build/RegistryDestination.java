package ai.gpustack.runner.build;

import ai.gpustack.runner.buildx.Buildx;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.registry.Descriptor;
import ai.gpustack.runner.registry.Manifest;
import ai.gpustack.runner.registry.PushedImage;
import ai.gpustack.runner.registry.Registry;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * A registry. Each image is pushed under its platform tag, a pointer that moves, and under its id tag, which doesn't: it is
 * how the image is found again, and it keeps clean-ups from taking it away from under an index.
 */
public final class RegistryDestination implements Destination {

    /** After so many that failed, no platform tag is looked at any more to explain a build. */
    private static final int MOST_FAILED_LOOKS = 3;

    private final Registry registry;
    private final Buildx buildx;
    private final AtomicInteger failedLooks = new AtomicInteger();

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
            return missing(image);
        }
        Optional<String> tagged = registry.head(image.reference()).map(Descriptor::digest);
        return wanted.equals(tagged) ? new Existing.UpToDate(wanted.get()) : new Existing.TagElsewhere(wanted.get());
    }

    /**
     * What its platform tag holds only explains why the image is built. Hubs count the look as a pull, so a registry that refuses some
     * isn't waited for, and not asked for others.
     */
    private Existing missing(PlatformImage image) {
        if (failedLooks.get() >= MOST_FAILED_LOOKS) {
            return new Existing.MissingUntold("it wasn't asked for, as others couldn't be read");
        }
        try {
            return new Existing.Missing(PushedImage.read(registry.once(), image.reference(), image.platform())
                    .map(pushed -> pushed.image().annotations())
                    .map(said -> new Earlier(Optional.ofNullable(said.get(Definition.ID)), InputsLabel.read(said))));
        } catch (BrokenEnvironment e) {
            failedLooks.incrementAndGet();
            return new Existing.MissingUntold(e.what());
        }
    }

    @Override
    public void point(PlatformImage image, String digest) {
        buildx.create(buildx.copyCommand(
                image.reference().toString(), image.idReference().at(digest).toString()));
    }

    @Override
    public Optional<PlatformBuild.Size> size(PlatformImage image) {
        return PushedImage.read(registry, image.idReference(), image.platform())
                .map(pushed -> size(image, pushed.image()));
    }

    private PlatformBuild.Size size(PlatformImage image, Manifest.Image single) {
        List<String> steps = registry.steps(image.idReference(), single);
        List<PlatformBuild.Layer> layers = IntStream.range(0, single.layers().size())
                .mapToObj(i -> new PlatformBuild.Layer(
                        single.layers().get(i).digest(),
                        single.layers().get(i).size(),
                        i < steps.size() ? steps.get(i) : ""))
                .sorted(Comparator.comparingLong(PlatformBuild.Layer::bytes).reversed())
                .toList();
        return new PlatformBuild.Size(single.transferSize(), layers);
    }

    @Override
    public Export export() {
        return Export.PUSH;
    }
}
