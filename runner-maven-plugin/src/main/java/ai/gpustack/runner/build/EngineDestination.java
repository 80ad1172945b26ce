package ai.gpustack.runner.build;

import ai.gpustack.runner.engine.Engine;
import ai.gpustack.runner.engine.LoadedImage;
import ai.gpustack.runner.plan.PlatformImage;
import java.util.List;
import java.util.Optional;

/** The local engine: for trying an image before anything is pushed. */
public final class EngineDestination implements Destination {

    private final Engine engine;

    /**
     * The local engine.
     *
     * @param engine holds the images
     */
    public EngineDestination(Engine engine) {
        this.engine = engine;
    }

    @Override
    public Existing existing(PlatformImage image) {
        Optional<LoadedImage> loaded = engine.image(image.reference().toString(), image.platform());
        Optional<Earlier> earlier = loaded.map(there -> there.config().labels())
                .map(labels -> new Earlier(Optional.ofNullable(labels.get(Definition.ID)), InputsLabel.read(labels)));
        return earlier.flatMap(Earlier::id).equals(Optional.of(image.id()))
                ? new Existing.UpToDate(loaded.orElseThrow().id())
                : new Existing.Missing(earlier);
    }

    @Override
    public Optional<PlatformBuild.Size> size(PlatformImage image) {
        return engine.image(image.reference().toString(), image.platform())
                .map(loaded -> new PlatformBuild.Size(loaded.size(), List.of()));
    }

    @Override
    public void point(PlatformImage image, String digest) {
        throw new IllegalStateException("a loaded image is found by its platform tag alone");
    }

    @Override
    public void spoil(PlatformImage image) {
        engine.remove(image.reference().toString());
    }

    @Override
    public Export export() {
        return Export.LOAD;
    }
}
