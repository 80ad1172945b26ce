package ai.gpustack.runner.build;

import ai.gpustack.runner.engine.Engine;
import ai.gpustack.runner.engine.LoadedImage;
import ai.gpustack.runner.plan.PlatformImage;
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
        return loaded.filter(there -> image.id().equals(there.config().labels().get(Definition.ID)))
                .<Existing>map(there -> new Existing.UpToDate(there.id()))
                .orElseGet(Existing.Missing::new);
    }

    @Override
    public void point(PlatformImage image, String digest) {
        throw new IllegalStateException("a loaded image is found by its platform tag alone");
    }

    @Override
    public Export export() {
        return Export.LOAD;
    }
}
