package ai.gpustack.runner.process;

/** The thread that waited for a program was interrupted; the program and all that it started have been ended. */
public final class Interrupted extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * An interruption.
     *
     * @param program the program that was being run
     */
    public Interrupted(String program) {
        super("interrupted while '" + program + "' was running; it has been ended");
    }
}
