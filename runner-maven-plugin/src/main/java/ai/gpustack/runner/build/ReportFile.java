package ai.gpustack.runner.build;

import ai.gpustack.runner.process.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The report on disk. Every change is written at once and in one piece (a new file moved over the old one), so that it is
 * whole and true at every moment, also when Maven is killed.
 */
public final class ReportFile {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path file;
    private BuildReport report;

    /**
     * Opens a report.
     *
     * @param file {@code report.json}; what it says already is kept, unless it has another form
     */
    public ReportFile(Path file) {
        this.file = file;
        this.report = read(file);
    }

    private static BuildReport read(Path file) {
        if (!Files.isRegularFile(file)) {
            return BuildReport.EMPTY;
        }
        try {
            BuildReport report = JSON.readValue(file.toFile(), BuildReport.class);
            return report.schemaVersion() == BuildReport.SCHEMA_VERSION ? report : BuildReport.EMPTY;
        } catch (JacksonException e) {
            return BuildReport.EMPTY; // of another version of the plugin: it describes a build that is over
        }
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
     * Changes the report, in memory and on disk.
     *
     * @param change what becomes of it
     * @throws UncheckedIOException if it can't be written
     */
    public synchronized void update(UnaryOperator<BuildReport> change) {
        report = change.apply(report);
        try {
            WholeFile.write(file, JSON.writeValueAsString(report) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + file, e);
        }
    }

    /**
     * Changes one image's entry.
     *
     * @param reference the reference that it has once it is released
     * @param change what becomes of its entry
     * @throws UncheckedIOException if it can't be written
     */
    public void image(String reference, UnaryOperator<BuildReport.Image> change) {
        update(old -> old.with(reference, change));
    }
}
