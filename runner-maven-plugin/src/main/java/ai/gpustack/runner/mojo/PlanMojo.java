package ai.gpustack.runner.mojo;

import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.report.PlanJson;
import ai.gpustack.runner.report.PlanTable;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Nearest;
import ai.gpustack.runner.source.Problem;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Says what would be built, and why. Needs no network and no engine.
 *
 * @since 0.1.0
 */
@Mojo(name = "plan", requiresProject = false, threadSafe = true)
public final class PlanMojo extends RunnerMojo {

    private static final List<String> FORMATS = List.of("text", "json");

    /**
     * {@code text}, a table for people, or {@code json}, for programs (docs/schema/plan.json).
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.FORMAT, defaultValue = "text")
    private String format;

    /**
     * A file that the plan is written to. Programs should read this file rather than standard output, which Maven decorates.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.PLAN_FILE)
    private File planFile;

    /**
     * Whether this goal is skipped.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.SKIP_PLAN, defaultValue = "false")
    private boolean skipPlan;

    @Override
    boolean isSkipped() {
        return skipPlan;
    }

    @Override
    void run() {
        if (!FORMATS.contains(format)) {
            throw new InvalidInput(List.of(Problem.error(
                    Location.of("-D" + PropertyNames.FORMAT + "=" + format),
                    "there is no format '" + format + "'",
                    Nearest.mend(format, FORMATS))));
        }
        Plan plan = plan();
        List<String> lines = format.equals("json") ? PlanJson.of(plan).lines().toList() : PlanTable.lines(plan);
        if (planFile == null) {
            lines.forEach(getLog()::info);
        } else {
            write(planFile.toPath(), lines);
            getLog().info("wrote " + planFile);
        }
    }

    private static void write(Path file, List<String> lines) {
        try {
            if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + file, e);
        }
    }
}
