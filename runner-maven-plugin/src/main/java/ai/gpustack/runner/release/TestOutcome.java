package ai.gpustack.runner.release;

/** How the smoke tests of one platform of an image went. */
public sealed interface TestOutcome {

    /** {@return what was to be tested} */
    Subject subject();

    /**
     * They ran.
     *
     * @param subject what was tested
     * @param receipt what they found
     */
    record Tested(Subject subject, Receipt receipt) implements TestOutcome {}

    /**
     * They couldn't run here, which says nothing about the image.
     *
     * @param subject what was to be tested
     * @param why why not, and what to do about it, as a sentence without a full stop
     */
    record Untestable(Subject subject, String why) implements TestOutcome {}
}
