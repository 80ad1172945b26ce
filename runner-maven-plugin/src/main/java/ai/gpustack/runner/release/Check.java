package ai.gpustack.runner.release;

import java.util.List;

/**
 * What one smoke test found.
 *
 * @param name the test's name
 * @param kind what kind of test it is
 * @param passed whether the image is as expected
 * @param detail what was expected and what was found, as a sentence; empty if it passed
 * @param seconds how long it took
 */
public record Check(String name, Kind kind, boolean passed, String detail, double seconds) {

    /** The kinds of smoke tests. */
    public enum Kind {
        /** {@code commandTests}. */
        COMMAND,
        /** {@code fileExistenceTests}. */
        FILE,
        /** {@code fileContentTests}. */
        CONTENT,
        /** {@code metadataTest}. */
        METADATA,
        /** {@code serviceTests}. */
        SERVICE
    }

    /**
     * A check from what is wrong.
     *
     * @param name the test's name
     * @param kind what kind of test it is
     * @param failures what is wrong, each as a sentence; nothing if it passed
     * @param nanos how long it took, in nanoseconds
     * @return the check
     */
    static Check of(String name, Kind kind, List<String> failures, long nanos) {
        return new Check(name, kind, failures.isEmpty(), String.join("; ", failures), Math.round(nanos / 1e6) / 1e3);
    }
}
