package ai.gpustack.runner.release;

import ai.gpustack.runner.engine.Machine;
import ai.gpustack.runner.matrix.Platform;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What smoke tests found about one platform of one digest: the ground on which a promotion stands.
 *
 * @param schemaVersion the form of this record; {@value #SCHEMA_VERSION}
 * @param image the image's name when it was tested
 * @param digest the digest of the index that was tested
 * @param platform the platform
 * @param platformDigest the digest of that platform's manifest
 * @param id the image's {@code ai.gpustack.runner.id}; empty where it carries none
 * @param source where its bytes came from
 * @param testFile what was asked of it
 * @param passed whether every check passed
 * @param emulated whether the platform was emulated
 * @param machine what ran it
 * @param started when the first check began
 * @param seconds how long all checks took
 * @param checks what each check found, in the file's order
 */
@JsonPropertyOrder({
    "schemaVersion",
    "image",
    "digest",
    "platform",
    "platformDigest",
    "id",
    "source",
    "testFile",
    "passed",
    "emulated",
    "machine",
    "started",
    "seconds",
    "checks"
})
public record Receipt(
        int schemaVersion,
        String image,
        String digest,
        Platform platform,
        String platformDigest,
        Optional<String> id,
        Subject.Source source,
        TestFile testFile,
        boolean passed,
        boolean emulated,
        Machine machine,
        Instant started,
        double seconds,
        List<Check> checks) {

    /** The form that is written and read. */
    public static final int SCHEMA_VERSION = 1;

    /**
     * The file that said what to check.
     *
     * @param path as shown to people
     * @param sha256 of it and what it copies into containers
     */
    public record TestFile(String path, String sha256) {}

    public Receipt {
        checks = List.copyOf(checks);
        if (schemaVersion != SCHEMA_VERSION) {
            throw new IllegalArgumentException("its schemaVersion is " + schemaVersion + ", not " + SCHEMA_VERSION);
        }
        if (checks.isEmpty()) {
            throw new IllegalArgumentException("it has no checks");
        }
        if (passed != checks.stream().allMatch(Check::passed)) {
            throw new IllegalArgumentException("it says passed: " + passed + ", but its checks don't");
        }
    }

    /** {@return whether a promotion may stand on it: what is only loaded is nothing that anybody could pull} */
    public boolean countsForPromotion() {
        return source == Subject.Source.REGISTRY;
    }

    /**
     * Whether the same was asked of the same bytes.
     *
     * @param other from where the bytes would come now
     * @param tests the checksum of the tests that would be asked now
     * @return whether testing them now would only repeat what this says
     */
    public boolean answers(Subject.Source other, String tests) {
        return source == other && testFile.sha256().equals(tests);
    }

    /** {@return what failed, on one line: {@code answers a completion (expected …)}; empty if nothing did} */
    public String failures() {
        return checks.stream()
                .filter(check -> !check.passed())
                .map(check -> check.name() + " (" + check.detail() + ")")
                .collect(Collectors.joining(", "));
    }
}
