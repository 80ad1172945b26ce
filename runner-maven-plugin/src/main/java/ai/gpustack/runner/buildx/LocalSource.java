package ai.gpustack.runner.buildx;

/** BuildKit's steps that read files of the machine that builds (frontend/dockerui, {@code ReadEntrypoint} and {@code MainContext}). */
final class LocalSource {

    private LocalSource() {}

    /** Whether a step is one. */
    static boolean is(String step) {
        return step.startsWith("[internal] load build ")
                || (step.startsWith("[context ") && step.endsWith("] load from client"));
    }
}
