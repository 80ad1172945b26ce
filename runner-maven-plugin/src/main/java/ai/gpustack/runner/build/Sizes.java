package ai.gpustack.runner.build;

import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Results;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/**
 * How large images are, asked of the destination while others are still being built. Sizes are for people and for the next
 * forecast: one that can't be read fails nothing.
 */
final class Sizes implements AutoCloseable {

    private final Destination destination;
    private final ExecutorService pool = Executors.newFixedThreadPool(Survey.QUESTIONS, work -> {
        var thread = new Thread(work, "runner sizes");
        thread.setDaemon(true);
        return thread;
    });
    private final Queue<PlatformImage> later = new ConcurrentLinkedQueue<>();
    private final Map<PlatformImage, Future<Optional<PlatformBuild.Size>>> asked =
            Collections.synchronizedMap(new LinkedHashMap<>());

    /** Sizes of images that a destination gets. */
    Sizes(Destination destination) {
        this.destination = destination;
    }

    /** An image has been built. May be called from several threads. */
    void ask(PlatformImage image) {
        if (destination.export() == Export.PUSH) {
            begin(image);
        } else {
            // An engine has an image only some time after the step that exports it has ended.
            later.add(image);
        }
    }

    private void begin(PlatformImage image) {
        try {
            asked.computeIfAbsent(image, there -> pool.submit(() -> size(there)));
        } catch (RejectedExecutionException e) {
            // The build was interrupted, and waits for nothing any more.
        }
    }

    private Optional<PlatformBuild.Size> size(PlatformImage image) {
        try {
            return destination.size(image);
        } catch (BrokenEnvironment e) {
            return Optional.empty();
        }
    }

    /** {@return the sizes of all that are there, as far as they are known; they are waited for} */
    Map<PlatformImage, PlatformBuild.Size> all() {
        later.forEach(this::begin);
        var sizes = new LinkedHashMap<PlatformImage, PlatformBuild.Size>();
        synchronized (asked) {
            asked.forEach((image, answer) ->
                    Results.of(answer, "questions for the sizes of images").ifPresent(size -> sizes.put(image, size)));
        }
        return sizes;
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
