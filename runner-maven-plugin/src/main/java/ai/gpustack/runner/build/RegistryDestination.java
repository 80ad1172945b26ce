package ai.gpustack.runner.build;

import ai.gpustack.runner.buildx.Buildx;
import ai.gpustack.runner.plan.Confidential;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.registry.Descriptor;
import ai.gpustack.runner.registry.Manifest;
import ai.gpustack.runner.registry.PushedImage;
import ai.gpustack.runner.registry.Registry;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * A registry. Each image is pushed under its platform tag, a pointer that moves, and under its id tag, which doesn't: it is
 * how the image is found again, and it keeps clean-ups from taking it away from under an index.
 */
public final class RegistryDestination implements Destination {

    private static final String UNREAD = "not there yet; what its platform tag holds couldn't be read: ";

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
        return wanted.equals(tagged) ? new Existing.UpToDate(wanted.get()) : elsewhere(image);
    }

    /** Before a platform tag is pointed to what an id tag holds, that is looked at: an id tag shouldn't move, but can be moved. */
    private Existing elsewhere(PlatformImage image) {
        Optional<Manifest> there = registry.manifest(image.idReference());
        if (there.isEmpty()) {
            return missing(image);
        }
        if (there.get().annotations().containsKey(PushedImage.SPOILT)) {
            return new Existing.MissingBecause("its files changed while it was built");
        }
        Optional<String> id = PushedImage.of(there.get(), registry, image.idReference(), image.platform())
                .map(pushed -> pushed.image().annotations().get(Definition.ID));
        return id.equals(Optional.of(image.id()))
                ? new Existing.TagElsewhere(there.get().descriptor().digest())
                : new Existing.MissingBecause("its id tag holds something else");
    }

    /**
     * What its platform tag holds only explains why the image is built. Hubs count the look as a pull, so a registry that refuses some
     * isn't waited for, and not asked for others.
     */
    private Existing missing(PlatformImage image) {
        if (failedLooks.get() >= MOST_FAILED_LOOKS) {
            return new Existing.MissingBecause(UNREAD + "it wasn't asked for, as others couldn't be");
        }
        try {
            return new Existing.Missing(PushedImage.read(registry.once(), image.reference(), image.platform())
                    .map(pushed -> pushed.image().annotations())
                    .map(said -> new Earlier(Optional.ofNullable(said.get(Definition.ID)), InputsLabel.read(said))));
        } catch (BrokenEnvironment e) {
            failedLooks.incrementAndGet();
            return new Existing.MissingBecause(UNREAD + e.what());
        }
    }

    /** The id tag gets an index around the image, which says so: tags can't be removed everywhere. */
    @Override
    public void spoil(PlatformImage image) {
        registry.head(image.idReference())
                .ifPresent(pushed -> buildx.create(buildx.createCommand(
                        image.idReference().toString(),
                        List.of(image.idReference().at(pushed.digest()).toString()),
                        Map.of(PushedImage.SPOILT, "its files changed while it was built"))));
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
                        i < steps.size() ? Confidential.hidden(steps.get(i), image.args()) : ""))
                .sorted(Comparator.comparingLong(PlatformBuild.Layer::bytes).reversed())
                .toList();
        return new PlatformBuild.Size(single.transferSize(), layers);
    }

    @Override
    public Export export() {
        return Export.PUSH;
    }
}
