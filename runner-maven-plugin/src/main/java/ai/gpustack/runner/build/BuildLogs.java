package ai.gpustack.runner.build;

import ai.gpustack.runner.plan.PlatformImage;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One log file for each platform image, with BuildKit's own lines. All attempts of a build are in it. */
final class BuildLogs implements AutoCloseable {

    private static final String FOLDER = "logs";

    private final Path output;
    private final IdentityHashMap<PlatformImage, BufferedWriter> open = new IdentityHashMap<>();
    private final Set<PlatformImage> written = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Logs below {@code target/runner}. */
    BuildLogs(Path output) {
        this.output = output;
    }

    /** Where an image's log is, relative to the report; with its repository, which other runs may change. */
    static String path(PlatformImage image) {
        return FOLDER + "/" + image.repository().replace(':', '_') + "/" + image.tag() + ".log";
    }

    /** Where an image's log is, if anything was printed in this build. */
    synchronized Optional<String> written(PlatformImage image) {
        return written.contains(image) ? Optional.of(path(image)) : Optional.empty();
    }

    /** Adds a line; it is on disk when this returns, so that a kill loses none. The first one begins the log anew. */
    synchronized void line(PlatformImage image, String line) {
        Path file = output.resolve(path(image));
        try {
            BufferedWriter writer = open.get(image);
            if (writer == null) {
                Files.createDirectories(file.getParent());
                writer = written.add(image)
                        ? Files.newBufferedWriter(file, StandardCharsets.UTF_8)
                        : Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
                open.put(image, writer);
            }
            writer.write(line);
            writer.write('\n');
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + file, e);
        }
    }

    /** An image is over: a process may have a thousand files open, and there may be more images. What comes later is added. */
    synchronized void over(PlatformImage image) {
        BufferedWriter writer = open.remove(image);
        if (writer != null) {
            try {
                writer.close();
            } catch (IOException e) {
                throw new UncheckedIOException("can't write " + output.resolve(path(image)), e);
            }
        }
    }

    @Override
    public synchronized void close() {
        List.copyOf(open.keySet()).forEach(this::over);
    }
}
