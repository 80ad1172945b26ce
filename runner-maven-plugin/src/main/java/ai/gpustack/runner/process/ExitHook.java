package ai.gpustack.runner.process;

import java.util.concurrent.locks.LockSupport;

/** Something that is still to be done where Java is ended before its time, by Ctrl-C say. */
public final class ExitHook implements AutoCloseable {

    private final Thread thread;
    private final boolean isKept;

    /**
     * A hook, from now on.
     *
     * @param name what is done, as threads are called
     * @param work what is done; it is waited for, so it has to be short
     */
    public ExitHook(String name, Runnable work) {
        this.thread = new Thread(work, name);
        this.isKept = isAdded();
    }

    private boolean isAdded() {
        try {
            Runtime.getRuntime().addShutdownHook(thread);
            return true;
        } catch (IllegalStateException e) {
            return false; // Java is ending already, and this is part of what is done then
        }
    }

    /** {@return whether Java was ending already when it was made, so that it will never be run} */
    boolean isLate() {
        return !isKept;
    }

    /** {@return whether Java is ending, so that the hook runs, has run, or never will; if not, it is taken back} */
    public boolean isJavaEnding() {
        return isLate() || !takeBack();
    }

    /** There's nothing left to do. */
    @Override
    public void close() {
        takeBack();
    }

    /** Takes it back; returns whether there's nothing left to do: if not, Java has begun to end since, and the hook runs or has run. */
    boolean takeBack() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
            return true;
        } catch (IllegalStateException e) {
            return !isKept;
        }
    }

    /**
     * There's nothing left to do; where Java is ending, nothing is left for this thread either, and it doesn't return: whatever it
     * still printed might be cut off in the middle of a line.
     */
    public void closeOrEnd() {
        boolean isEnding = !takeBack();
        while (isEnding) {
            LockSupport.park(this);
        }
    }
}
