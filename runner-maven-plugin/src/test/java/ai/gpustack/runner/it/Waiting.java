package ai.gpustack.runner.it;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for something that happens in another process. */
public final class Waiting {

    private static final Duration GLANCE = Duration.ofMillis(50);

    private Waiting() {}

    /**
     * Waits until a condition holds.
     *
     * @param what the condition as a sentence, for the message
     * @param atMost how long
     * @param condition is asked again and again
     * @throws AssertionError if it doesn't hold in time
     */
    public static void until(String what, Duration atMost, BooleanSupplier condition) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited " + atMost.toSeconds() + " s in vain: " + what);
            }
            try {
                Thread.sleep(GLANCE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
