package ai.gpustack.runner.process;

/** Lets another thread end a program that is being run, also one that hasn't been started yet. For one run only. */
public final class Ending {

    private ProcessTree program;
    private boolean isAsked;

    /** Ends the program and all that it started; returns when they have ended. A second time, nothing is left to do. */
    public void end() {
        ProcessTree running;
        synchronized (this) {
            isAsked = true;
            running = program;
        }
        if (running != null) {
            running.end();
        }
    }

    /** {@return whether the end was asked for} */
    public synchronized boolean isAsked() {
        return isAsked;
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
