package ai.gpustack.runner.it;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.process.Output;

/** A build that BuildKit refuses for what it was given, not for being unwell itself. */
public final class Refusal {

    private Refusal() {}

    /**
     * Asserts that a build failed for that reason.
     *
     * <p>Two calls fail together, and buildx tells of whichever is first: the request to solve, and the function that stands in
     * for the frontend meanwhile (BuildKit, client/build.go).
     *
     * @param output what buildx printed
     */
    public static void isSaidBy(Output output) {
        assertThat(output.succeeded()).isFalse();
        assertThat(output.err())
                .containsPattern("failed to (solve|run Build function): ")
                .doesNotContain("closed unexpectedly", "rpc error", "Unavailable");
    }
}
