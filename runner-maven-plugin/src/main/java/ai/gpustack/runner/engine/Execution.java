package ai.gpustack.runner.engine;

/** How an engine runs images of a platform. */
public sealed interface Execution {

    /** The machine's processor runs them. */
    record Native() implements Execution {}

    /** An emulator runs them, many times slower. */
    record Emulated() implements Execution {}

    /**
     * It can't run them.
     *
     * @param why what is missing and how to get it, as a sentence without a full stop
     */
    record Impossible(String why) implements Execution {}
}
