package ai.gpustack.runner.process;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Lets all programs of a kind be ended together: those that run, and those that are started later. Safe for several threads. */
public final class Endings {

    private final Set<Ending> running = new HashSet<>();
    private final Pause pause = new Pause();
    private boolean isCalled;

    /**
     * A program is going to be run. Where the end has been called already, it ends as soon as it is started.
     *
     * @param ending ends it
     */
    public void add(Ending ending) {
        synchronized (this) {
            running.add(ending);
            if (!isCalled) {
                return;
            }
        }
        ending.end();
    }

    /**
     * A program doesn't run any more.
     *
     * @param ending what was added for it
     */
    public synchronized void remove(Ending ending) {
        running.remove(ending);
    }

    /** Ends everything; returns when it has ended. */
    public void call() {
        List<Ending> all;
        synchronized (this) {
            isCalled = true;
            all = List.copyOf(running);
        }
        pause.cut();
        all.forEach(Ending::end);
    }

    /**
     * Waits.
     *
     * @param wait how long
     * @param what what for, for the message of an interrupt
     * @return whether there's something to be done afterwards: neither is everything to end, nor is Java ending
     * @throws Interrupted if this thread was interrupted
     */
    public boolean isWhole(Duration wait, String what) {
        return pause.isWhole(wait, what);
    }

    /** {@return whether everything is to end} */
    public synchronized boolean isCalled() {
        return isCalled;
    }
}
