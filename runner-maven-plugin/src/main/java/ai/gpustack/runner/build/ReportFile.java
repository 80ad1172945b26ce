package ai.gpustack.runner.build;

import ai.gpustack.runner.process.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The report on disk. It is written in one piece (a new file moved over the old one), so that it is whole at every moment, also
 * when Maven is killed. Changes are written as they come, by a thread of its own: what comes while it writes is written together
 * next, so that a thousand images that end at once don't wait for a thousand writings of a growing file. Java's end doesn't wait for
 * that thread: whoever opens a report sees to it that it is closed then, too.
 */
public final class ReportFile implements AutoCloseable {

    /** How reports are written and read: a field that isn't known is of another version. */
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private final Path file;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(work -> {
        var thread = new Thread(work, "runner report");
        thread.setDaemon(true);
        return thread;
    });

    private BuildReport report;
    /** Why what is on disk can't be read: it is set aside before the first writing, not lost. */
    private Optional<String> unread = Optional.empty();

    private boolean isWaiting;
    private boolean isClosed;
    private Optional<Exception> failure = Optional.empty();

    /**
     * Opens a report. What can't be read in it is said by {@link #unread}, and set aside when the report is written.
     *
     * @param file {@code report.json}; what it says already is kept, unless it has another form
     */
    public ReportFile(Path file) {
        this.file = file;
        this.report = read(file);
    }

    /**
     * A report that says something else than what is on disk. It isn't written before it is changed.
     *
     * @param file {@code report.json}
     * @param report what it says
     */
    public ReportFile(Path file, BuildReport report) {
        this.file = file;
        this.report = report;
    }

    private BuildReport read(Path from) {
        if (!Files.isRegularFile(from)) {
            return BuildReport.EMPTY;
        }
        try {
            BuildReport read = JSON.readValue(from.toFile(), BuildReport.class);
            if (read != null && read.schemaVersion() == BuildReport.SCHEMA_VERSION && read.images() != null) {
                return read;
            }
            unread = Optional.of("it has another form than this version of the plugin writes");
        } catch (JacksonException e) {
            unread = Optional.of("it is no report of this version of the plugin");
        }
        return BuildReport.EMPTY;
    }

    /** {@return a warning, if there was a file that couldn't be read, and what becomes of it} */
    public Optional<String> unread() {
        return unread.map(why ->
                file + " can't be read: " + why + "; nothing is known of what was built before, and it is kept as "
                        + aside().getFileName() + " when a new one is written");
    }

    private Path aside() {
        return file.resolveSibling("report-unread.json");
    }

    /** {@return the report as it is now} */
    public synchronized BuildReport get() {
        return report;
    }

    /** {@return where the report is} */
    public Path path() {
        return file;
    }

    /**
     * Changes the report: at once in memory, and on disk as soon as what is written there now is. After {@link #close} only in
     * memory: by then the file may be the next run's.
     *
     * @param change what becomes of it
     */
    public synchronized void update(UnaryOperator<BuildReport> change) {
        report = change.apply(report);
        if (!isWaiting && !isClosed) {
            isWaiting = true;
            writer.execute(this::write);
        }
    }

    private void write() {
        BuildReport now;
        synchronized (this) {
            isWaiting = false;
            now = report;
        }
        Optional<Exception> problem = Optional.empty();
        try {
            if (unread.isPresent() && Files.exists(file)) {
                Files.move(file, aside(), StandardCopyOption.REPLACE_EXISTING);
                unread = Optional.empty();
            }
            WholeFile.write(file, JSON.writeValueAsString(now) + "\n");
        } catch (IOException | RuntimeException e) {
            problem = Optional.of(e);
        }
        synchronized (this) {
            failure = problem; // of an earlier writing none is left once the whole is on disk
        }
    }

    /**
     * Changes one image's entry.
     *
     * @param reference the reference that it has once it is released
     * @param change what becomes of its entry
     */
    public void image(String reference, UnaryOperator<BuildReport.Image> change) {
        update(old -> old.with(reference, change));
    }

    /**
     * Waits till everything is on disk.
     *
     * @throws UncheckedIOException if it can't be written
     */
    @Override
    public void close() {
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
        }
        boolean isInterrupted = false;
        while (!writer.isTerminated()) {
            // What is known goes to disk also when the build is interrupted; that takes milliseconds.
            isInterrupted |= awaitWriter();
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            failure.ifPresent(e -> {
                throw new UncheckedIOException(
                        "can't write " + file, e instanceof IOException problem ? problem : new IOException(e));
            });
        }
    }

    /** Lets what is to be written be written. Returns whether this thread was interrupted. */
    private boolean awaitWriter() {
        writer.shutdown();
        try {
            writer.awaitTermination(1, TimeUnit.MINUTES);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }
}
