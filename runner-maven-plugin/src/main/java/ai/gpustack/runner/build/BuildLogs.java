package ai.gpustack.runner.build;

import ai.gpustack.runner.plan.PlatformImage;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One log file for each platform image, with BuildKit's own lines. All attempts of a build are in it. */
final class BuildLogs implements AutoCloseable {

    private static final String FOLDER = "logs";
    /** So many logs of images that are over are kept open, as more may come: of steps that others need, too, and of caches. */
    private static final int MOST_LATE = 50;

    private final Path output;
    private final IdentityHashMap<PlatformImage, BufferedWriter> open = new IdentityHashMap<>();
    private final Set<PlatformImage> written = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<PlatformImage> broken = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<PlatformImage> over = Collections.newSetFromMap(new IdentityHashMap<>());
    /** Those that were over and are open again. */
    private final Deque<PlatformImage> late = new ArrayDeque<>();

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

    /**
     * Adds a line; it is on disk when this returns, so that a kill loses none. The first one begins the log anew.
     *
     * @return what is wrong with the log, if it can't be written: said once, and no reason to lose an image
     */
    synchronized Optional<String> line(PlatformImage image, String line) {
        if (broken.contains(image)) {
            return Optional.empty();
        }
        if (late.size() > MOST_LATE) {
            close(late.remove());
        }
        Path file = output.resolve(path(image));
        try {
            BufferedWriter writer = open.get(image);
            if (writer == null) {
                Files.createDirectories(file.getParent());
                writer = written.contains(image)
                        ? Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND)
                        : Files.newBufferedWriter(file, StandardCharsets.UTF_8);
                written.add(image);
                open.put(image, writer);
                if (over.contains(image)) {
                    late.add(image);
                }
            }
            writer.write(line);
            writer.write('\n');
            writer.flush();
            return Optional.empty();
        } catch (IOException e) {
            return trouble(image, e);
        }
    }

    /** An image is over: a process may have a thousand files open, and there may be more images. What comes later is added. */
    synchronized Optional<String> over(PlatformImage image) {
        over.add(image);
        return close(image);
    }

    private Optional<String> close(PlatformImage image) {
        BufferedWriter writer = open.remove(image);
        if (writer == null) {
            return Optional.empty();
        }
        try {
            writer.close();
            return Optional.empty();
        } catch (IOException e) {
            return broken.contains(image) ? Optional.empty() : trouble(image, e);
        }
    }

    private Optional<String> trouble(PlatformImage image, IOException e) {
        broken.add(image);
        return Optional.of("its log can't be written: " + e.getMessage());
    }

    @Override
    public synchronized void close() {
        List.copyOf(open.keySet()).forEach(this::close);
    }
}
