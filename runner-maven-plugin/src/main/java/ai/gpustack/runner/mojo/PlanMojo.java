package ai.gpustack.runner.mojo;

import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.PlanDiff;
import ai.gpustack.runner.plan.PlanSnapshot;
import ai.gpustack.runner.plan.Shards;
import ai.gpustack.runner.process.Git;
import ai.gpustack.runner.process.TemporaryFolder;
import ai.gpustack.runner.report.DiffText;
import ai.gpustack.runner.report.PlanFormat;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Problem;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Says what would be built, and why. Needs no network and no engine.
 *
 * @since 0.1.0
 */
@Mojo(name = "plan", requiresProject = false, threadSafe = true)
public final class PlanMojo extends PlanningMojo {

    /**
     * {@code text}, a table for people; {@code markdown}, a table for a page; {@code json}, everything for programs
     * (docs/schema/plan.json); {@code jobs}, the same under the upstream project's field names (docs/schema/jobs.json); {@code github} and {@code
     * gitlab}, jobs for CI; {@code bake}, a definition
     * for {@code docker buildx bake -f}; {@code regexp}, what recognises the images' tags in Java and in Python.
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
     * How many jobs there may be at most in the formats {@code github} and {@code gitlab}: up to 256.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.SHARDS, defaultValue = "256")
    private String shards;

    /**
     * What to compare the plan with: a git revision, or a file that was written with {@code -Drunner.format=json}. What is
     * new, gone or changed is said, and why; and which tags several images have now, with which the goal then fails.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.DIFF)
    private String diff;

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
        Optional<PlanFormat> form =
                values().named(PropertyNames.FORMAT, format, PlanFormat.named(format), "format", PlanFormat.names());
        // GitHub runs no more in one matrix.
        int jobs = values().number(PropertyNames.SHARDS, shards, 1, Shards.MOST, "jobs");
        Plan plan = planWithProblems();
        boolean isComparable = diff != null && plan.hasNoErrorButCollisions();
        if (!isComparable) {
            plan.orThrow();
        }
        write(diff == null ? form.orElseThrow().render(plan, matrix(), jobs) : difference(plan));
        plan.orThrow(); // a comparison shows collisions among what is new, and is no plan to go on with
    }

    private String difference(Plan plan) {
        return String.join("\n", DiffText.lines(PlanDiff.between(earlier(), PlanSnapshot.of(plan)), diff)) + "\n";
    }

    private void write(String text) {
        if (planFile == null) {
            text.lines().forEach(getLog()::info);
        } else {
            writeText(planFile.toPath(), text);
            getLog().info("wrote " + planFile);
        }
    }

    private PlanSnapshot earlier() {
        Path file = root().resolve(diff);
        if (Files.isRegularFile(file)) {
            return PlanSnapshot.read(file);
        }
        var git = new Git(programs(), root());
        git.lacks(diff).ifPresent(words -> {
            throw neitherFileNorRevision(file, words);
        });
        try (var folder = new TemporaryFolder("runner-diff-")) {
            git.export(diff, folder.path());
            return PlanSnapshot.of(planAt(folder.path()));
        }
    }

    private InvalidInput neitherFileNorRevision(Path file, String words) {
        return new InvalidInput(List.of(Problem.error(
                places().of(PropertyNames.DIFF, diff),
                "there is neither a file " + file + " nor such a git revision"
                        + (words.isEmpty() ? "" : " (" + words + ")"),
                "name a revision as 'git log' lists them, or a file that 'mvn runner:plan -Drunner.format=json"
                        + " -Drunner.planFile=FILE' wrote")));
    }
}
