package ai.gpustack.runner.build;

import ai.gpustack.runner.buildx.Buildx;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.process.Background;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What has to be known of buildx and the builders before anything is built. It is found out while other things are, and only
 * where something is built: to start docker for it takes longer than to find that a dozen images are up to date (measured).
 */
final class Preparation {

    private final Buildx buildx;
    private final Builders builders;
    private final BuilderDisk disk;
    private final Path definition;
    private final Map<Optional<String>, Background<BuilderCheck>> begun = new ConcurrentHashMap<>();

    /**
     * A preparation that hasn't begun.
     *
     * @param buildx is looked for
     * @param settings say which builder builds what, and where
     * @param disk tells the room that a builder has
     */
    Preparation(Buildx buildx, BuildSettings settings, BuilderDisk disk) {
        this.buildx = buildx;
        this.builders = settings.builders();
        this.definition = Bakes.definition(settings);
        this.disk = disk;
    }

    /** An image is going to be built. */
    void begin(PlatformImage image) {
        begin(builders.of(image.platform().toString()));
    }

    private Background<BuilderCheck> begin(Optional<String> builder) {
        return begun.computeIfAbsent(builder, name -> {
            buildx.seek();
            return Background.of("look at a builder", () -> BuilderCheck.of(buildx, name, disk));
        });
    }

    /** What is known of a builder; it is waited for. */
    BuilderCheck of(Optional<String> builder) {
        return begin(builder).get();
    }

    /** What still works for an earlier run, which must have been killed: no other one is let into this folder. */
    List<Problem> leftOvers() {
        return buildx.running(definition).stream()
                .map(process -> Problem.warning(
                        Location.of("process " + process),
                        "a bake of an earlier run that was killed still goes on",
                        "what it pushes counts; end it with 'kill " + process + "' if you don't want it"))
                .toList();
    }
}
