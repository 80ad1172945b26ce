package ai.gpustack.runner.it;

import ai.gpustack.runner.docs.DocumentedSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.core.JacksonException;

/** Reads a report again and again while it is written: it has to be a report at every moment. */
final class ReportWatch implements AutoCloseable {

    private final DocumentedSchema schema = DocumentedSchema.named("report");
    private final Path file;
    private final Set<String> versions = new LinkedHashSet<>();
    private final AtomicReference<String> wrong = new AtomicReference<>("");
    private final Thread thread = new Thread(this::watch, "report watch");
    private volatile boolean over;

    /**
     * Begins to watch.
     *
     * @param project whose report; there may be none yet
     */
    ReportWatch(TestProject project) {
        this.file = project.directory().resolve("target/runner/report.json");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        while (!over) {
            look();
        }
    }

    private void look() {
        try {
            String text = Files.readString(file);
            if (versions.add(text)) {
                List<String> problems = schema.problems(text);
                if (!problems.isEmpty()) {
                    wrong.compareAndSet("", problems + " in:\n" + text);
                }
            }
            Thread.sleep(1);
        } catch (NoSuchFileException e) {
            // not yet
        } catch (IOException | JacksonException e) {
            wrong.compareAndSet("", e.toString());
        } catch (InterruptedException e) {
            over = true;
        }
    }

    /** {@return how many different reports were read: fewer than were written where two images ended within a moment} */
    int versions() {
        return versions.size();
    }

    /**
     * Ends the watch.
     *
     * @throws AssertionError if what it read was once no report
     */
    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        look();
        if (!wrong.get().isEmpty()) {
            throw new AssertionError("not a report at every moment: " + wrong.get());
        }
    }
}
