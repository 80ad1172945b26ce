package ai.gpustack.runner.build;

import ai.gpustack.runner.process.Ending;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Ends all that is being built, on every builder. Safe to use from several threads. */
final class Halt {

    /** Why what is ended by it is given up. */
    static final String REASON = "another image failed (runner.failFast)";

    private final Set<Ending> running = new HashSet<>();
    private boolean isCalled;

    /** Something that is being built; ended at once where the end has been called already. */
    void add(Ending ending) {
        synchronized (this) {
            running.add(ending);
            if (!isCalled) {
                return;
            }
        }
        ending.end();
    }

    /** Something that isn't being built any more. */
    synchronized void remove(Ending ending) {
        running.remove(ending);
    }

    /** Ends everything; returns when it has ended. */
    void call() {
        List<Ending> all;
        synchronized (this) {
            isCalled = true;
            all = List.copyOf(running);
        }
        all.forEach(Ending::end);
    }

    /** Whether everything is to end. */
    synchronized boolean isCalled() {
        return isCalled;
    }
}
