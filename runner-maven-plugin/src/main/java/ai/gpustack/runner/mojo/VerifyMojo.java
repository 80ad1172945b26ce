package ai.gpustack.runner.mojo;

import ai.gpustack.runner.build.ReportFile;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.release.TestFiles;
import ai.gpustack.runner.release.Verification;
import ai.gpustack.runner.report.FailureText;
import ai.gpustack.runner.source.Count;
import java.util.List;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Judges what {@code build}, {@code manifest} and {@code test} recorded, and says every failure in one message.
 *
 * @since 0.1.0
 */
@Mojo(name = "verify", defaultPhase = LifecyclePhase.VERIFY, requiresProject = false, threadSafe = true)
public final class VerifyMojo extends WritingMojo {

    /**
     * Whether platform images are pushed, so that there has to be a {@code -dev} image, too.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.PUSH, defaultValue = "false")
    private boolean push;

    /**
     * {@code all}: one failure means that nothing is promoted. {@code passing}: failures are warnings here, the images that
     * passed are promoted, and the build fails at its end.
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
    @Parameter(property = PropertyNames.SKIP_VERIFY, defaultValue = "false")
    private boolean skipVerify;

    @Override
    boolean isSkipped() {
        return skipVerify;
    }

    @Override
    void carryOn() throws MojoFailureException {
        boolean isPromotingWhatPassed = isPromotingWhatPassed(promote);
        if (isDryRun()) {
            values().orThrow();
            getLog().info("dry run: what the goals before it would do isn't recorded, so nothing is judged");
            return;
        }
        Plan plan = plan();
        // It writes only where there is something to add: what it judges was written by the goals before it.
        ReportFile report = isContinuing() ? openReport(plan) : report();
        Verification verification = Verification.of(plan, report.get(), push, output(), new TestFiles(pack()));
        verification.notices().forEach(getLog()::warn);
        if (verification.failures().isEmpty()) {
            getLog().info("verified: " + Count.of(plan.images().size(), "image") + ", whole and passed their tests");
        } else if (isPromotingWhatPassed && isFollowedBy("deploy", "promote")) {
            verification.failures().forEach(getLog()::warn);
        } else {
            // To load next what its last build pushed would leave what is in the registry unjudged.
            boolean isPushed = push || destinations(plan, report.get()).contains("registry");
            List<String> goals =
                    isPushed ? List.of("build", "manifest", "test", "verify") : List.of("build", "test", "verify");
            throw new MojoFailureException(
                    FailureText.of(verification.failures()) + mend(verification.isUnfinished(), goals, isPushed));
        }
    }
}
