package ai.gpustack.runner.process;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits that don't outlast Java: after Ctrl-C nothing is waited for any more, so that a goal comes to its end by itself. */
public final class Pause {

    private final CountDownLatch cut = new CountDownLatch(1);

    /**
     * Waits, from whatever thread; a pause may be used for several waits.
     *
     * @param wait how long
     * @param what what for, for the message of an interrupt
     * @return whether it was waited as long, and neither {@link #cut} nor was Java ended in the meantime
     * @throws Interrupted if this thread was interrupted
     */
    public boolean isWhole(Duration wait, String what) {
        try (var hook = new ExitHook("end a wait", this::cut)) {
            return !hook.isLate() && !cut.await(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interrupted(what);
        }
    }

    /** Ends all waits, also those that are still to begin. */
    public void cut() {
        cut.countDown();
    }

    /**
     * Waits where there is no reason to end before.
     *
     * @param wait how long
     * @param what what for, for the message of an interrupt
     * @throws Interrupted if this thread was interrupted, or Java is ending
     */
    public static void of(Duration wait, String what) {
        if (!new Pause().isWhole(wait, what)) {
            throw new Interrupted(what);
        }
    }
}
