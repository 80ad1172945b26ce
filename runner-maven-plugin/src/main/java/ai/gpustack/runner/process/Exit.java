package ai.gpustack.runner.process;

/**
 * How a program ended.
 *
 * @param status its exit status; whatever the system reports when it was ended by a signal
 * @param timedOut whether it was ended because its time was over
 */
public record Exit(int status, boolean timedOut) {

    /** {@return whether it ended by itself with status 0} */
    public boolean succeeded() {
        return status == 0 && !timedOut;
    }
}
