package ai.gpustack.runner.mojo;

import ai.gpustack.runner.build.ReportFile;
import ai.gpustack.runner.build.RunLock;
import ai.gpustack.runner.report.Reports;
import java.util.Optional;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;

/** What the goals that carry images on share: they write the report, unless they only say what they would do. */
abstract class WritingMojo extends PlanningMojo {

    /**
     * Whether it is only said what would be done.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.DRY_RUN, defaultValue = "false")
    private boolean dryRun;

    private Optional<RunLock> lock = Optional.empty();
    private Optional<ReportFile> report = Optional.empty();

    /** Carries images on. */
    abstract void carryOn() throws MojoFailureException;

    @Override
    final void run() throws MojoFailureException {
        try {
            carryOn();
        } finally {
            try {
                report.ifPresent(this::finish);
            } finally {
                // Not before: the next run would write the same files.
                lock.ifPresent(RunLock::close);
            }
        }
    }

    private void finish(ReportFile written) {
        written.close();
        Reports.write(written.get(), output(), System.getenv()).forEach(getLog()::warn);
    }

    final boolean isDryRun() {
        return dryRun;
    }

    /** The report, which no other run writes to until this goal ends, if this goal writes. */
    final ReportFile openReport() {
        if (!dryRun && lock.isEmpty()) {
            lock = Optional.of(RunLock.take(output()));
        }
        var file = new ReportFile(output().resolve("report.json"));
        report = isDryRun() ? Optional.empty() : Optional.of(file);
        return file;
    }
}
