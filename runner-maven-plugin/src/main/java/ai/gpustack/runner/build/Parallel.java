package ai.gpustack.runner.build;

import ai.gpustack.runner.process.Interrupted;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** The same work on many things, some at a time. */
final class Parallel {

    private Parallel() {}

    /**
     * Applies a function to each item.
     *
     * @return the results, in the items' order
     * @throws RuntimeException the first one that the function threw, after all have ended
     */
    static <T, R> List<R> map(List<T> items, int atATime, Function<T, R> function) {
        ExecutorService pool = Executors.newFixedThreadPool(atATime);
        try {
            List<Future<R>> futures = items.stream()
                    .map(item -> pool.submit(() -> function.apply(item)))
                    .toList();
            return futures.stream().map(Parallel::result).toList();
        } finally {
            pool.shutdownNow();
        }
    }

    private static <R> R result(Future<R> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interrupted("docker buildx");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException problem) {
                throw problem;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
