package ai.gpustack.runner.process;

/** Lets another thread end a program that is being run, also one that hasn't been started yet. For one run only. */
public final class Ending {

    private final Runnable then;
    private ProcessTree program;
    private boolean isAsked;

    /** An ending that nobody waits for. */
    public Ending() {
        this(() -> {});
    }

    /**
     * An ending.
     *
     * @param then called when the end is asked for and when the program has ended, on any thread; once at least if either happens
     */
    public Ending(Runnable then) {
        this.then = then;
    }

    /** Ends the program and all that it started; returns when they have ended. A second time, nothing is left to do. */
    public void end() {
        ProcessTree running;
        synchronized (this) {
            isAsked = true;
            running = program;
        }
        then.run();
        if (running != null) {
            running.end();
        }
    }

    /** {@return whether the end was asked for} */
    public synchronized boolean isAsked() {
        return isAsked;
    }

    /** The program has ended; its output may not have been read yet. */
    void isOver() {
        then.run();
    }

    /** The program has been started. */
    void of(ProcessTree started) {
        boolean isLate;
        synchronized (this) {
            program = started;
            isLate = isAsked;
        }
        if (isLate) {
            started.end();
        }
    }
}
