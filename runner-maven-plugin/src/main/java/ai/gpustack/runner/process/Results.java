package ai.gpustack.runner.process;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waits for what other threads find out. */
public final class Results {

    private Results() {}

    /**
     * Waits for a result.
     *
     * @param future what is waited for; if this thread is interrupted meanwhile, its work is, too
     * @param what what it is, for the message of an interrupt
     * @param <T> the result's type
     * @return the result
     * @throws Interrupted if this thread was interrupted
     * @throws RuntimeException what the work threw
     */
    public static <T> T of(Future<T> future, String what) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new Interrupted(what);
        } catch (ExecutionException e) {
            throw unchecked(e);
        }
    }

    /** What the work threw. */
    static RuntimeException unchecked(ExecutionException e) {
        return e.getCause() instanceof RuntimeException problem ? problem : new IllegalStateException(e.getCause());
    }
}
