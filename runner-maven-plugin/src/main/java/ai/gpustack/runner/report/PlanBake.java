package ai.gpustack.runner.report;

import ai.gpustack.runner.build.BuildSettings;
import ai.gpustack.runner.build.BuildSettings.Access;
import ai.gpustack.runner.build.BuildSettings.Labels;
import ai.gpustack.runner.build.BuilderDisk;
import ai.gpustack.runner.build.Builders;
import ai.gpustack.runner.build.Caches;
import ai.gpustack.runner.build.Definition;
import ai.gpustack.runner.build.Export;
import ai.gpustack.runner.build.Retries;
import ai.gpustack.runner.plan.Plan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A plan as a bake definition that pushes, to be run in {@code runner.directory}. */
final class PlanBake {

    private PlanBake() {}

    static String of(Plan plan) {
        // Neither labels from git nor secrets: a plan is the same wherever it is made.
        var settings = new BuildSettings(
                false,
                Integer.MAX_VALUE,
                false,
                Optional.empty(),
                new Retries(0, Duration.ZERO, () -> 0),
                false,
                false,
                false,
                Builders.SELECTED,
                Access.NONE,
                Caches.NONE,
                Labels.NONE,
                BuilderDisk.UNKNOWN,
                Path.of(""));
        return Definition.of(plan.selected(), Export.PUSH, settings).file().toJson();
    }
}
