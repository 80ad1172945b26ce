package ai.gpustack.runner.process;

/**
 * Something outside the input is broken: no Docker, an engine that doesn't answer, a registry that is down, a disk that is
 * full. The message says what, where, and how to mend it.
 */
public final class BrokenEnvironment extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * A broken environment.
     *
     * @param what what is broken and where, as a sentence without a full stop
     * @param mend how to mend it, as a sentence without a full stop
     */
    public BrokenEnvironment(String what, String mend) {
        super(what + "; " + mend);
    }

    /**
     * A broken environment, noticed through an exception.
     *
     * @param what what is broken and where, as a sentence without a full stop
     * @param mend how to mend it, as a sentence without a full stop
     * @param cause what was noticed
     */
    public BrokenEnvironment(String what, String mend, Throwable cause) {
        super(what + "; " + mend, cause);
    }
}
