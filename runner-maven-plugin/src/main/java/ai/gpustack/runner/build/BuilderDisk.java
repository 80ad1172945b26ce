package ai.gpustack.runner.build;

import ai.gpustack.runner.buildx.BuilderState;
import java.nio.file.Path;
import java.util.Optional;

/** Tells how much room a builder has. */
@FunctionalInterface
public interface BuilderDisk {

    /** Nothing is known of any builder. */
    BuilderDisk UNKNOWN = builder -> Optional.empty();

    /**
     * Room on a disk.
     *
     * @param where the folder that it was measured at
     * @param bytes how much is free
     */
    record Room(Path where, long bytes) {}

    /**
     * How much room a builder has.
     *
     * @param builder the builder
     * @return its room; empty where that can't be told from here: on another machine, say
     */
    Optional<Room> of(BuilderState builder);
}
