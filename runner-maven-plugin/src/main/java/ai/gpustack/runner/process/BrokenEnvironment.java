package ai.gpustack.runner.process;

/**
 * Something outside the input is broken: no Docker, an engine that doesn't answer, a registry that is down, a disk that is
 * full. The message says what, where, and how to mend it.
 */
public final class BrokenEnvironment extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String what;
    private final String mend;

    /**
     * A broken environment.
     *
     * @param what what is broken and where, as a sentence without a full stop
     * @param mend how to mend it, as a sentence without a full stop
     */
    public BrokenEnvironment(String what, String mend) {
        this(what, mend, null);
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
        this.what = what;
        this.mend = mend;
    }

    /** {@return what is broken and where, as a sentence without a full stop} */
    public String what() {
        return what;
    }

    /** {@return how to mend it, as a sentence without a full stop} */
    public String mend() {
        return mend;
    }
}
