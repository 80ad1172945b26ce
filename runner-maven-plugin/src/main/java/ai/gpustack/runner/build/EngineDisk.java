package ai.gpustack.runner.build;

import ai.gpustack.runner.buildx.BuilderState;
import ai.gpustack.runner.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The room of builders that keep their layers in the folder of this machine's engine. */
public final class EngineDisk implements BuilderDisk {

    private static final Set<String> IN_ENGINE = Set.of("docker", "docker-container");

    private final Engine engine;

    /**
     * The disk of an engine.
     *
     * @param engine tells its folder
     */
    public EngineDisk(Engine engine) {
        this.engine = engine;
    }

    @Override
    public Optional<Room> of(BuilderState builder) {
        List<String> endpoints =
                builder.nodes().stream().map(BuilderState.Node::endpoint).toList();
        return IN_ENGINE.contains(builder.driver())
                ? engine.localFolder(endpoints).flatMap(EngineDisk::room)
                : Optional.empty();
    }

    private static Optional<Room> room(Path folder) {
        try {
            return Optional.of(new Room(folder, Files.getFileStore(folder).getUsableSpace()));
        } catch (IOException | SecurityException e) {
            return Optional.empty(); // a virtual machine's, or not for these eyes: the forecast is left out
        }
    }
}
