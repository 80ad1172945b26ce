package ai.gpustack.runner.it;

import org.opentest4j.TestAbortedException;

/**
 * What tests need that not every machine has. Where it is missing they are skipped, and say what they need; on a machine whose
 * environment says that it has to be there they fail instead. No test skips itself in any other way (SkippingTest).
 */
public enum Need {
    /** A Docker engine, with what {@code dev/test} makes sure of beside it: a registry, the installed plugin, a browser. */
    ENGINE("RUNNER_IT_ENGINE"),
    /** Daemons of the test's own, which only root on Linux can start: BuildKit workers, a second engine. */
    WORKERS("RUNNER_IT_WORKERS");

    private final String variable;

    Need(String variable) {
        this.variable = variable;
    }

    /**
     * Ends a test that misses something: {@code throw Need.ENGINE.missing("needs …")}.
     *
     * @param sentence what is missing, and how to get it
     * @return what skips the test
     * @throws AssertionError if it has to be there
     */
    public TestAbortedException missing(String sentence) {
        if ("required".equals(System.getenv(variable))) {
            throw new AssertionError(sentence + " (" + variable + "=required)");
        }
        return new TestAbortedException(sentence);
    }
}
