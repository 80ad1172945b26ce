package ai.gpustack.runner.process;

/** Something that is still to be done where Java is ended before its time, by Ctrl-C say. */
public final class ExitHook implements AutoCloseable {

    private final Thread thread;

    /**
     * A hook, from now on.
     *
     * @param name what is done, as threads are called
     * @param work what is done; it is waited for, so it has to be short
     */
    public ExitHook(String name, Runnable work) {
        this.thread = new Thread(work, name);
        try {
            Runtime.getRuntime().addShutdownHook(thread);
        } catch (IllegalStateException e) {
            // Java is ending already, and this is part of what is done then.
        }
    }

    /** There's nothing left to do. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException e) {
            // Java is ending, and the hook runs or has run.
        }
    }
}
