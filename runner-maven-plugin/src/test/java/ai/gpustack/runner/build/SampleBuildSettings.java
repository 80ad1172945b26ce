package ai.gpustack.runner.build;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How a plan is built where nothing is asked for, for tests of single settings. */
final class SampleBuildSettings {

    private SampleBuildSettings() {}

    /** Settings that allow some images at a time. */
    static BuildSettings of(int parallel) {
        return of(parallel, BuildSettings.Access.NONE, false);
    }

    /**
     * Settings.
     *
     * @param parallel how many images are built at a time
     * @param access what steps may use
     * @param leavesCacheAside whether everything is built anew
     */
    static BuildSettings of(int parallel, BuildSettings.Access access, boolean leavesCacheAside) {
        return new BuildSettings(
                false,
                parallel,
                false,
                Optional.empty(),
                new Retries(0, Duration.ZERO, () -> 0),
                false,
                leavesCacheAside,
                false,
                Builders.SELECTED,
                access,
                Caches.NONE,
                BuildSettings.Labels.NONE,
                BuilderDisk.UNKNOWN,
                Path.of("target", "runner"));
    }
}
