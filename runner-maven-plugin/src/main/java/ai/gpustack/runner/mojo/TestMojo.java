package ai.gpustack.runner.mojo;

import ai.gpustack.runner.build.BuildReport;
import ai.gpustack.runner.build.BuildReport.PlatformTest;
import ai.gpustack.runner.build.BuildReport.StepState;
import ai.gpustack.runner.build.ReportFile;
import ai.gpustack.runner.engine.Engine;
import ai.gpustack.runner.engine.Traces;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.release.ImageTests;
import ai.gpustack.runner.release.Receipts;
import ai.gpustack.runner.release.Retest;
import ai.gpustack.runner.release.SmokeTests;
import ai.gpustack.runner.release.TestFiles;
import ai.gpustack.runner.report.FailureText;
import ai.gpustack.runner.report.StageLines;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Tests images by the file {@code SERVICE.test.yml} in their backend's pack directory on every platform that this machine can run, natively or by
 * emulation: the digest of the {@code -dev} image where images are pushed, else what is loaded. Leaves a receipt for each
 * digest and platform; what has one that it passed the same tests isn't tested again. Where other machines' runs are continued
 * ({@code runner.reports}), what failed the same tests there isn't tested again, either: it has failed here, too.
 *
 * @since 0.1.0
 */
@Mojo(name = "test", defaultPhase = LifecyclePhase.INTEGRATION_TEST, requiresProject = false, threadSafe = true)
public final class TestMojo extends WritingMojo {

    /** Longer than any command of a smoke test should take, emulated or not. */
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(10);

    /**
     * Whether the {@code -dev} image in the registry is tested. Called by name without it, what the last {@code build}
     * made is tested: in the registry if it pushed, else in the local engine.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.PUSH, defaultValue = "false")
    private boolean push;

    /**
     * Whether images are tested that passed the same tests already, or, where other machines' runs are continued, failed them.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.FORCE, defaultValue = "false")
    private boolean force;

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
    @Parameter(property = PropertyNames.SKIP_TEST, defaultValue = "false")
    private boolean skipTest;

    @Override
    boolean isSkipped() {
        return skipTest;
    }

    @Override
    void carryOn() throws MojoFailureException {
        Plan plan = plan();
        ReportFile report = openReport(plan);
        boolean pushed = push || (!isBound() && !isLoaded(plan, report.get()));
        if (pushed) {
            refuseOffline("test what a registry has");
        }
        var engine = new Engine(programs(), Traces.in(output().resolve("in-engine.txt")));
        int total = plan.selected().size();
        try (var people = new StageLines(Console.lines(getLog()), total, "platform image", "tested")) {
            var tests = new ImageTests(
                    new TestFiles(pack()),
                    openRegistry(),
                    engine,
                    new SmokeTests(engine, COMMAND_LIMIT),
                    new Receipts(output().resolve("receipts")),
                    report,
                    Retest.of(force, isContinuing()),
                    people);
            if (isDryRun()) {
                tests.dryRun(plan, pushed);
                return;
            }
            engine.removeLeft()
                    .forEach(name ->
                            getLog().warn("removed the container " + name + ", which a run that was killed has left"));
            judge(tests.run(plan, pushed), pushed);
        }
    }

    private void judge(ImageTests.Summary summary, boolean pushed) throws MojoFailureException {
        List<String> failures = summary.tests().stream()
                .filter(r -> !r.state().isGood() && r.state() != StepState.NOT_RUN)
                .map(PlatformTest::sentence)
                .toList();
        if (!failures.isEmpty()) {
            List<String> goals = pushed ? List.of("build", "manifest", "test") : List.of("build", "test");
            failUnlessDeferred(deferFailures, FailureText.of(failures) + mend(summary.isUnfinished(), goals, pushed));
        }
    }

    /** Whether the last builds of the selected images loaded all of them. */
    private static boolean isLoaded(Plan plan, BuildReport report) {
        return destinations(plan, report).equals(Set.of("engine"));
    }
}
