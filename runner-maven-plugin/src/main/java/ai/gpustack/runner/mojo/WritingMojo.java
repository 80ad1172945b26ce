package ai.gpustack.runner.mojo;

import ai.gpustack.runner.build.BuildReport;
import ai.gpustack.runner.build.ContinuedReports;
import ai.gpustack.runner.build.PlatformBuild;
import ai.gpustack.runner.build.ReportFile;
import ai.gpustack.runner.build.RunLock;
import ai.gpustack.runner.build.StillPlanned;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.process.ExitHook;
import ai.gpustack.runner.report.Reports;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;

/** What the goals that carry images on share: they write the report, unless they only say what they would do. */
abstract class WritingMojo extends PlanningMojo {

    /** Of the five seconds in which Ctrl-C ends everything, what is left to a goal to come to its end by itself. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final String PASSING = "passing";

    /**
     * Whether it is only said what would be done.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.DRY_RUN, defaultValue = "false")
    private boolean dryRun;

    /**
     * The reports of other machines' runs, which this run continues: paths relative to {@code runner.directory}, separated by commas,
     * in which {@code *} stands for anything in a name and {@code **} also for folders. What they say becomes part of this run's
     * report, and their logs and receipts are copied beside it. A path that matches nothing is an error.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.REPORTS)
    private String reports;

    private Optional<RunLock> lock = Optional.empty();
    /** The report that is to be written; none where none is, or once it is. */
    private Optional<ReportFile> report = Optional.empty();

    private Optional<ExitHook> hook = Optional.empty();
    /** That this goal has written all that it has to write. */
    private final CountDownLatch done = new CountDownLatch(1);
    /** What this run is about. */
    private Optional<Plan> plan = Optional.empty();

    /** Carries images on. */
    abstract void carryOn() throws MojoFailureException;

    @Override
    final void run() throws MojoFailureException {
        try {
            carryOn();
        } catch (MojoFailureException
                | RuntimeException
                | Error e) { // whoever catches an Error, Maven's daemon say, goes on
            try {
                finish();
            } catch (RuntimeException second) {
                // What failed first is what people have to know.
                getLog().warn(second.getMessage());
                e.addSuppressed(second);
            }
            throw e;
        }
        finish();
    }

    private void finish() {
        try {
            writeReports();
        } finally {
            // Not before: the next run would write the same files.
            lock.ifPresent(RunLock::close);
            done.countDown();
            hook.ifPresent(ExitHook::closeOrEnd);
        }
    }

    /** Once, by whoever is first: this goal, or Java's end. The other waits, so that both leave whole files. */
    private synchronized void writeReports() {
        Optional<ReportFile> unwritten = report;
        report = Optional.empty();
        unwritten.ifPresent(this::write);
    }

    /**
     * After Ctrl-C Java waits for nobody but hooks. What this goal ran has ended then, and the goal comes to its end by itself, knowing best
     * what became of what; unless it waits, for a registry say. While it is in the goal, Maven keeps the plugin's classes.
     */
    private void writeReportsAtTheEnd() {
        try {
            if (!done.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                writeReports();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // There is nobody left to tell: Maven's log may be closed. The next run looks at the registry, not at these
            // files.
        }
    }

    private void write(ReportFile written) {
        try {
            written.close();
        } finally {
            Reports.write(shown(written.get()), output(), System.getenv()).forEach(getLog()::warn);
        }
    }

    private BuildReport shown(BuildReport whole) {
        return plan.map(about -> StillPlanned.of(whole, about, this::plannedAsAWhole))
                .orElse(whole);
    }

    final boolean isDryRun() {
        return dryRun;
    }

    /** Refuses to use a registry where Maven was told to stay off the network; a dry run would only read it. */
    final void refuseRegistryOffline() throws MojoFailureException {
        if (dryRun) {
            refuseOffline("ask a registry what it has");
        } else {
            refuseOffline();
        }
    }

    /** Where the last builds of a plan's images went: {@code engine}, {@code registry}. */
    static Set<String> destinations(Plan plan, BuildReport report) {
        return plan.images().stream()
                .flatMap(image -> report.image(image.reference().toString()).platformImages().stream())
                .map(PlatformBuild::destination)
                .collect(Collectors.toSet());
    }

    /** Whether what passed is promoted although something failed. */
    final boolean isPromotingWhatPassed(String promote) {
        return values().word(PropertyNames.PROMOTE, promote, List.of("all", PASSING))
                .equals(PASSING);
    }

    /**
     * What to call first where goals before this one weren't run for what the plan asks for now; nothing in a lifecycle, where they
     * were.
     */
    final String mend(boolean isUnfinished, List<String> goals, boolean isPush) {
        boolean isOfAll = isPush && session().getUserProperties().containsKey(PropertyNames.PLATFORM);
        return isBound() || !isUnfinished
                ? ""
                : "\nto do what wasn't done yet" + (isOfAll ? ", for all platforms, as an index needs them" : "") + ": "
                        + commandOf(goals, isPush);
    }

    /** Whether this run continues those of other machines. */
    final boolean isContinuing() {
        String asked = session().getUserProperties().getProperty(PropertyNames.REPORTS);
        boolean isBlankInPom = asked == null && reports != null && list(reports).isEmpty();
        if (isBlankInPom || (asked != null && list(asked).isEmpty())) {
            // An unset variable in a script must not leave out what is to be judged.
            throw new InvalidInput(List.of(Problem.error(
                    places().of(PropertyNames.REPORTS),
                    "names nothing",
                    "name the reports, as in target/shards/*/report.json, or leave it out")));
        }
        return !list(reports).isEmpty();
    }

    /** This run's report as it is on disk. */
    final ReportFile report() {
        var file = new ReportFile(reportFile());
        file.unread().ifPresent(getLog()::warn);
        return file;
    }

    /**
     * The report with what the runs say that this one continues. No other run writes to it until this goal ends, if this goal
     * writes.
     */
    final ReportFile openReport(Plan about) {
        plan = Optional.of(about);
        // Before anything is written: they may be wrong.
        Optional<ContinuedReports> others = isContinuing()
                ? Optional.of(ContinuedReports.read(
                        list(reports), root(), reportFile(), glob -> places().of(PropertyNames.REPORTS, glob)))
                : Optional.empty();
        if (!dryRun && lock.isEmpty()) {
            lock = Optional.of(RunLock.take(output()));
            // Whoever kills this run mustn't find an earlier one's success there.
            Reports.remove(output());
        }
        ReportFile file = others.map(each -> continued(each, about)).orElseGet(this::report);
        if (!isDryRun()) {
            report = Optional.of(file);
            hook = hook.or(() -> Optional.of(new ExitHook("write runner reports", this::writeReportsAtTheEnd)));
        }
        return file;
    }

    private ReportFile continued(ContinuedReports others, Plan about) {
        ReportFile file = report();
        BuildReport own = file.get();
        BuildReport merged = others.mergedInto(own, about);
        others.warnings().forEach(getLog()::warn);
        if (dryRun) {
            return new ReportFile(file.path(), merged);
        }
        others.copyFiles(own, merged, output());
        file.update(old -> merged);
        return file;
    }

    private Path reportFile() {
        return output().resolve("report.json");
    }
}
