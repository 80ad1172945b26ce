package ai.gpustack.runner.process;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** The same work on many things, some at a time. */
public final class Parallel {

    private Parallel() {}

    /**
     * Applies a function to each item.
     *
     * @param items the items
     * @param atATime how many are worked on at a time, at least 1
     * @param function the work
     * @param <T> the items' type
     * @param <R> the results' type
     * @return the results, in the items' order
     * @throws Interrupted if this thread was interrupted
     * @throws RuntimeException the first one that the function threw, after the work on all items has ended
     */
    public static <T, R> List<R> map(List<T> items, int atATime, Function<T, R> function) {
        ExecutorService pool = Executors.newFixedThreadPool(atATime);
        try {
            List<Future<R>> futures = items.stream()
                    .map(item -> pool.submit(() -> function.apply(item)))
                    .toList();
            var results = new ArrayList<R>(items.size());
            RuntimeException first = null;
            for (Future<R> future : futures) {
                try {
                    results.add(future.get());
                } catch (ExecutionException e) {
                    first = first == null ? Results.unchecked(e) : first;
                }
            }
            if (first != null) {
                throw first;
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interrupted("several programs");
        } finally {
            pool.shutdownNow();
        }
    }
}
