package ai.gpustack.runner.buildx;

/** How Go says that something was ended from outside, as {@code context.Canceled}: it tells nothing of what was ended. */
public final class Canceled {

    private Canceled() {}

    /**
     * Whether an error only says so.
     *
     * @param error what BuildKit or buildx says
     * @return whether that is so
     */
    public static boolean is(String error) {
        return error.endsWith("context canceled");
    }
}
