package ai.gpustack.runner.docs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.engine.Machine;
import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.release.Check;
import ai.gpustack.runner.release.Receipt;
import ai.gpustack.runner.release.Receipts;
import ai.gpustack.runner.release.Subject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReceiptSchemaTest {

    private static final DocumentedSchema SCHEMA = DocumentedSchema.named("receipt");
    private static final Platform AMD64 = Platform.parse("linux/amd64").orElseThrow();

    @TempDir
    private Path folder;

    private String written(Subject.Source source, Optional<String> id, boolean passed) {
        List<Check> checks = Stream.of(Check.Kind.values())
                .map(kind -> kind == Check.Kind.SERVICE && !passed
                        ? new Check("answers", kind, false, "expected status 200, found 500", 1.25)
                        : new Check("works", kind, true, "", 0.1))
                .toList();
        var receipt = new Receipt(
                Receipt.SCHEMA_VERSION,
                "localhost:5000/gpustack/runner:cpu12.15-llamacpp0.2.6-dev",
                "sha256:" + "a".repeat(64),
                Platform.parse("linux/arm/v7").orElseThrow(),
                "sha256:" + "b".repeat(64),
                id,
                source,
                new Receipt.TestFile("pack/cpu/llamacpp.test.yml", "c".repeat(64)),
                passed,
                true,
                new Machine(AMD64, "28.5.2"),
                Instant.parse("2026-11-23T16:37:19.390349954Z"),
                3.189,
                checks);
        return Checkout.text(new Receipts(folder).write(receipt));
    }

    @ParameterizedTest
    @EnumSource(Subject.Source.class)
    void a_receipt_fits_whatever_was_tested(Subject.Source source) {
        assertThat(SCHEMA.problems(written(source, Optional.of("d".repeat(64)), true)))
                .isEmpty();
        assertThat(SCHEMA.problems(written(source, Optional.empty(), false))).isEmpty();
    }

    @Test
    void a_receipt_that_contradicts_itself_does_not_fit() {
        String passed = written(Subject.Source.REGISTRY, Optional.empty(), true);
        String failed = written(Subject.Source.REGISTRY, Optional.empty(), false);

        assertThat(SCHEMA.problems(passed.replaceFirst("\"passed\" : true", "\"passed\" : false")))
                .isNotEmpty();
        assertThat(SCHEMA.problems(failed.replaceFirst("\"passed\" : false", "\"passed\" : true")))
                .isNotEmpty();
    }

    @Test
    void another_form_or_a_time_that_is_none_does_not_fit() {
        String receipt = written(Subject.Source.REGISTRY, Optional.empty(), true);

        assertThat(SCHEMA.problems(receipt.replace("\"schemaVersion\" : 1", "\"schemaVersion\" : 2")))
                .isNotEmpty();
        assertThat(SCHEMA.problems(receipt.replace("2026-11-23T", "2026-13-23T")))
                .isNotEmpty();
    }
}
