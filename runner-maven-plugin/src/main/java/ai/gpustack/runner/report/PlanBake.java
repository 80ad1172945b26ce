package ai.gpustack.runner.report;

import ai.gpustack.runner.build.BuildSettings;
import ai.gpustack.runner.build.Definition;
import ai.gpustack.runner.build.Export;
import ai.gpustack.runner.plan.Plan;
import java.nio.file.Path;
import java.util.Map;

/** A plan as a bake definition that pushes, to be run in {@code runner.directory}. */
final class PlanBake {

    private PlanBake() {}

    static String of(Plan plan) {
        // Neither labels from git nor secrets: a plan is the same wherever it is made.
        var settings = new BuildSettings(false, 1, Map.of(), Map.of(), Path.of(""));
        return Definition.of(plan.selected(), Export.PUSH, settings).file().toJson();
    }
}
