package ai.gpustack.runner.release;

/** What is tested although there is a receipt for the same bytes and the same tests. */
public enum Retest {
    /** Everything. */
    ALL,
    /** What failed: it may have been mended on this machine. */
    FAILED,
    /**
     * Nothing. Where other machines' runs are continued, what failed on the machine that has the platform or the accelerator must
     * not pass on one that hasn't.
     */
    NOTHING;

    /**
     * What is asked for.
     *
     * @param force whether everything is tested anew
     * @param continuing whether other machines' runs are continued
     * @return what is tested again
     */
    public static Retest of(boolean force, boolean continuing) {
        if (force) {
            return ALL;
        }
        return continuing ? NOTHING : FAILED;
    }

    /**
     * Whether a test is run although there's a receipt.
     *
     * @param receipt what was found before
     * @return whether it isn't enough
     */
    boolean isDue(Receipt receipt) {
        return switch (this) {
            case ALL -> true;
            case FAILED -> !receipt.passed();
            case NOTHING -> false;
        };
    }
}
