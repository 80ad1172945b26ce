package ai.gpustack.runner.mojo;

import ai.gpustack.runner.build.BuildReport;
import ai.gpustack.runner.build.ReportFile;
import ai.gpustack.runner.buildx.Buildx;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.release.Promotions;
import ai.gpustack.runner.release.Receipts;
import ai.gpustack.runner.release.StageSummary;
import ai.gpustack.runner.release.TestFiles;
import ai.gpustack.runner.release.Verification;
import ai.gpustack.runner.report.FailureText;
import ai.gpustack.runner.report.ReleaseTable;
import ai.gpustack.runner.report.StageLines;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Releases what was tested: the digest of the {@code -dev} image gets the final tag. Refused unless that digest passed its
 * tests on every platform, is what the plan asks for, and the tag is free.
 *
 * @since 0.1.0
 */
@Mojo(name = "promote", defaultPhase = LifecyclePhase.DEPLOY, requiresProject = false, threadSafe = true)
public final class PromoteMojo extends WritingMojo {

    /**
     * Whether platform images are pushed. Without it there is nothing to release, and this goal is left out where it is
     * bound to a phase.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.PUSH, defaultValue = "false")
    private boolean push;

    /**
     * Whether a final tag that is taken by another digest is moved. Needs {@code runner.reason}.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.FORCE, defaultValue = "false")
    private boolean force;

    /**
     * Why a final tag is moved.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.REASON)
    private String reason;

    /**
     * {@code passing}: what passed is promoted, and then the build fails for what {@code verify} found.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.PROMOTE, defaultValue = "all")
    private String promote;

    /**
     * Whether this goal is skipped.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.SKIP_PROMOTE, defaultValue = "false")
    private boolean skipPromote;

    @Override
    boolean isSkipped() {
        return skipPromote;
    }

    @Override
    void carryOn() throws MojoFailureException {
        boolean isPromotingWhatPassed = isPromotingWhatPassed(promote);
        if (isBound() && !push) {
            values().orThrow();
            getLog().info("nothing is pushed, so nothing is released; -D" + PropertyNames.PUSH + "=true does both");
            return;
        }
        refuseRegistryOffline();
        Plan plan = plan();
        ReportFile report = openReport(plan);
        var files = new TestFiles(pack());
        Buildx buildx = findBuildx();
        StageSummary summary;
        try (var people = new StageLines(Console.lines(getLog()), plan.images().size(), "image", "released")) {
            var promotions = new Promotions(
                    files,
                    openRegistry(),
                    buildx,
                    new Receipts(output().resolve("receipts")),
                    force ? given(reason) : Optional.empty(),
                    report,
                    people);
            if (isDryRun()) {
                promotions.dryRun(plan);
                return;
            }
            summary = promotions.run(plan);
        }
        ReleaseTable.lines(plan, report.get()).forEach(getLog()::info);
        if (summary.isBad()) {
            throw new MojoFailureException(FailureText.of("released", summary.steps())
                    + mend(summary.isUnfinished(), List.of("build", "manifest", "test", "promote"), true));
        }
        if (isBound() && isPromotingWhatPassed) {
            failForWhatVerifyFound(plan, report.get(), files);
        }
    }

    /** Here {@code verify} only warned; an image that was released before is no reason to refuse, and no reason to succeed. */
    private void failForWhatVerifyFound(Plan plan, BuildReport report, TestFiles files) throws MojoFailureException {
        List<String> failures =
                Verification.of(plan, report, push, output(), files).failures();
        if (!failures.isEmpty()) {
            throw new MojoFailureException(FailureText.of(failures));
        }
    }

    @Override
    void readValues(Plan plan) {
        if (force && given(reason).isEmpty()) {
            values().wrong(
                            PropertyNames.FORCE,
                            "a released tag would be moved without a reason",
                            "add -D" + PropertyNames.REASON + "='why'");
        }
    }
}
