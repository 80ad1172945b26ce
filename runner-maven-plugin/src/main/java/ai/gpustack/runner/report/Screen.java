package ai.gpustack.runner.report;

/** A terminal that a person looks at. */
public interface Screen {

    /**
     * How much fits on it.
     *
     * @param columns its width
     * @param rows its height
     */
    record Size(int columns, int rows) {}

    /** {@return how much fitted on it when that was looked at last} */
    Size size();

    /** Looks how much fits on it now: a window may change while it is looked at. May take a while; not to be called with a lock held. */
    default void look() {
        // it never changes
    }

    /** {@return whether colours are wanted} */
    boolean isColoured();

    /** {@return whether it can show more than ASCII} */
    boolean isUnicode();

    /**
     * Writes a text and control sequences, in one piece.
     *
     * @param text what to write
     */
    void write(String text);
}
