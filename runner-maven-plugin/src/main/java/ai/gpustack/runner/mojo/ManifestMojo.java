package ai.gpustack.runner.mojo;

import ai.gpustack.runner.build.ReportFile;
import ai.gpustack.runner.buildx.Buildx;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.release.Indexes;
import ai.gpustack.runner.release.StageSummary;
import ai.gpustack.runner.report.FailureText;
import ai.gpustack.runner.report.StageLines;
import java.util.List;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Combines pushed platform images into multi-arch {@code -dev} images: for exactly the platforms that the matrix asks for,
 * each with the id that the plan expects. An image of which one is missing is withheld.
 *
 * @since 0.1.0
 */
@Mojo(name = "manifest", defaultPhase = LifecyclePhase.PRE_INTEGRATION_TEST, requiresProject = false, threadSafe = true)
public final class ManifestMojo extends WritingMojo {

    /**
     * Whether platform images are pushed. Without it there is nothing to combine, and this goal is left out where it is
     * bound to a phase.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.PUSH, defaultValue = "false")
    private boolean push;

    /**
     * Whether a failure is left to {@code verify} to judge, when this goal is bound to a phase.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.DEFER_FAILURES, defaultValue = "false")
    private boolean deferFailures;

    /**
     * Whether this goal is skipped.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.SKIP_MANIFEST, defaultValue = "false")
    private boolean skipManifest;

    @Override
    boolean isSkipped() {
        return skipManifest;
    }

    @Override
    void carryOn() throws MojoFailureException {
        if (isBound() && !push) {
            values().orThrow();
            getLog().info("nothing is pushed, so nothing is combined; -D" + PropertyNames.PUSH + "=true does both");
            return;
        }
        refuseRegistryOffline();
        Plan plan = plan();
        Buildx buildx = findBuildx();
        ReportFile report = openReport(plan);
        try (var people = new StageLines(Console.lines(getLog()), plan.images().size(), "image", "combined")) {
            var indexes = new Indexes(openRegistry(), buildx, report, people);
            if (isDryRun()) {
                indexes.dryRun(plan);
            } else {
                judge(indexes.run(plan));
            }
        }
    }

    private void judge(StageSummary summary) throws MojoFailureException {
        if (summary.isBad()) {
            failUnlessDeferred(
                    deferFailures,
                    FailureText.of("combined", summary.steps())
                            + mend(summary.isUnfinished(), List.of("build", "manifest"), true));
        }
    }
}
