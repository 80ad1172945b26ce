package ai.gpustack.runner.build;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One log file for each platform image, with BuildKit's own lines. */
final class BuildLogs implements AutoCloseable {

    private final Path directory;
    private final Map<String, BufferedWriter> open = new HashMap<>();

    BuildLogs(Path directory) {
        this.directory = directory;
    }

    /** Where a platform image's log is. */
    Path file(String tag) {
        return directory.resolve(tag + ".log");
    }

    /** Begins a platform image's log anew. */
    synchronized void begin(String tag) {
        try {
            Files.createDirectories(directory);
            BufferedWriter previous = open.put(tag, Files.newBufferedWriter(file(tag), StandardCharsets.UTF_8));
            if (previous != null) {
                previous.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + file(tag), e);
        }
    }

    /** Adds a line; it is on disk when this returns, so that a kill loses none. */
    synchronized void line(String tag, String line) {
        try {
            BufferedWriter writer = open.get(tag);
            if (writer == null) {
                begin(tag);
                writer = open.get(tag);
            }
            writer.write(line);
            writer.write('\n');
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + file(tag), e);
        }
    }

    /** Ends a platform image's log. */
    synchronized void end(String tag) {
        BufferedWriter writer = open.remove(tag);
        if (writer != null) {
            try {
                writer.close();
            } catch (IOException e) {
                throw new UncheckedIOException("can't write " + file(tag), e);
            }
        }
    }

    @Override
    public synchronized void close() {
        List.copyOf(open.keySet()).forEach(this::end);
    }
}
