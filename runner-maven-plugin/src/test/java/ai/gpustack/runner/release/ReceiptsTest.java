package ai.gpustack.runner.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.gpustack.runner.engine.Machine;
import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.release.Subject.Source;
import ai.gpustack.runner.source.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReceiptsTest {

    private static final String DIGEST = "sha256:" + "a".repeat(64);
    private static final Platform ARM = Platform.parse("linux/arm/v7").orElseThrow();

    @TempDir
    Path folder;

    private Receipts receipts;

    @BeforeEach
    void in_a_folder_that_is_not_there_yet() {
        receipts = new Receipts(folder.resolve("target/receipts"));
    }

    private static Receipt receipt(Source source, Optional<String> id, boolean passes) {
        return new Receipt(
                1,
                "localhost:5000/gpustack/runner:cpu12-dev",
                DIGEST,
                ARM,
                "sha256:" + "b".repeat(64),
                id,
                source,
                new Receipt.TestFile("pack/cpu/llamacpp.test.yml", "c".repeat(64)),
                passes,
                true,
                new Machine(Platform.parse("linux/amd64").orElseThrow(), "28.5.2"),
                Instant.parse("2026-11-23T10:00:00.123Z"),
                1.25,
                List.of(
                        new Check("version", Check.Kind.COMMAND, true, "", 0.5),
                        new Check(
                                "answers", Check.Kind.SERVICE, passes, passes ? "" : "it ended with status 1", 0.75)));
    }

    @Test
    void what_failed_is_tested_again_except_where_other_machines_runs_are_continued() {
        Receipt passed = receipt(Source.REGISTRY, Optional.of("1d"), true);
        Receipt failed = receipt(Source.REGISTRY, Optional.of("1d"), false);

        assertThat(Retest.of(false, false).isDue(failed)).isTrue();
        assertThat(Retest.of(false, false).isDue(passed)).isFalse();
        assertThat(Retest.of(false, true).isDue(failed)).isFalse();
        assertThat(Retest.of(true, true).isDue(failed)).isTrue();
        assertThat(Retest.of(true, false).isDue(passed)).isTrue();
    }

    @Test
    void a_receipt_answers_the_same_tests_of_the_same_source_only() {
        Receipt receipt = receipt(Source.REGISTRY, Optional.of("1d"), false);

        assertThat(receipt.answers(Source.REGISTRY, "c".repeat(64))).isTrue();
        assertThat(receipt.answers(Source.REGISTRY, "d".repeat(64))).isFalse();
        assertThat(receipt.answers(Source.LOADED, "c".repeat(64))).isFalse();
    }

    @Test
    void what_is_written_is_read_back() {
        Receipt passed = receipt(Source.REGISTRY, Optional.of("1d"), true);
        receipts.write(passed);

        assertThat(receipts.find(DIGEST, ARM)).contains(passed);
        assertThat(receipts.find(DIGEST, Platform.parse("linux/arm").orElseThrow()))
                .isEmpty();
        assertThat(receipts.find("sha256:" + "0".repeat(64), ARM)).isEmpty();
    }

    @Test
    void the_file_reads_well_and_its_keys_keep_their_order() throws IOException {
        Path file = receipts.write(receipt(Source.REGISTRY, Optional.of("1d"), false));

        assertThat(file).hasFileName("sha256-" + "a".repeat(64) + "-linux-arm-v7.json");
        assertThat(Files.readString(file)).isEqualTo("""
                        {
                          "schemaVersion" : 1,
                          "image" : "localhost:5000/gpustack/runner:cpu12-dev",
                          "digest" : "%s",
                          "platform" : "linux/arm/v7",
                          "platformDigest" : "%s",
                          "id" : "1d",
                          "source" : "registry",
                          "testFile" : {
                            "path" : "pack/cpu/llamacpp.test.yml",
                            "sha256" : "%s"
                          },
                          "passed" : false,
                          "emulated" : true,
                          "machine" : {
                            "platform" : "linux/amd64",
                            "engine" : "28.5.2"
                          },
                          "started" : "2026-11-23T10:00:00.123Z",
                          "seconds" : 1.25,
                          "checks" : [
                            {
                              "name" : "version",
                              "kind" : "command",
                              "passed" : true,
                              "detail" : "",
                              "seconds" : 0.5
                            },
                            {
                              "name" : "answers",
                              "kind" : "service",
                              "passed" : false,
                              "detail" : "it ended with status 1",
                              "seconds" : 0.75
                            }
                          ]
                        }
                        """.formatted(DIGEST, "sha256:" + "b".repeat(64), "c".repeat(64)));
    }

    @Test
    void a_later_receipt_replaces_an_earlier_one() {
        receipts.write(receipt(Source.REGISTRY, Optional.empty(), false));
        receipts.write(receipt(Source.REGISTRY, Optional.empty(), true));

        assertThat(receipts.find(DIGEST, ARM).orElseThrow().passed()).isTrue();
        assertThat(receipts.all()).hasSize(1);
    }

    @Test
    void what_is_loaded_does_not_count_and_never_hides_what_does() {
        receipts.write(receipt(Source.LOADED, Optional.empty(), true));
        assertThat(receipts.find(DIGEST, ARM).orElseThrow().countsForPromotion())
                .isFalse();

        receipts.write(receipt(Source.REGISTRY, Optional.empty(), true));
        receipts.write(receipt(Source.LOADED, Optional.empty(), false));
        assertThat(receipts.find(DIGEST, ARM).orElseThrow().countsForPromotion())
                .isTrue();
        assertThat(receipts.all()).hasSize(2);
    }

    @Test
    void failures_are_told_on_one_line() {
        assertThat(receipt(Source.REGISTRY, Optional.empty(), false).failures())
                .isEqualTo("answers (it ended with status 1)");
        assertThat(receipt(Source.REGISTRY, Optional.empty(), true).failures()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"passed\" : false | \"passed\" : true | it says passed: true",
                "\"schemaVersion\" : 1 | \"schemaVersion\" : 2 | its schemaVersion is 2",
                "\"source\" : \"registry\" | \"source\" : \"hearsay\" | hearsay",
                "\"emulated\" : true, | '' | emulated",
                "\"emulated\" : true, | \"emulated\" : true, \"extra\" : 1, | extra",
                "\"platform\" : \"linux/arm/v7\" | \"platform\" : \"Linux\" | platform' isn't",
                "\"seconds\" : 1.25 | \"seconds\" : \"long\" | seconds' isn't",
                "{ | '' | it has another form",
            })
    void a_receipt_that_was_tampered_with_is_no_receipt(String written, String instead, String says)
            throws IOException {
        Path file = receipts.write(receipt(Source.REGISTRY, Optional.empty(), false));
        Files.writeString(
                file, Files.readString(file).replaceFirst(Pattern.quote(written), Matcher.quoteReplacement(instead)));

        assertThatThrownBy(() -> receipts.find(DIGEST, ARM))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(says)
                .hasMessageContaining("remove it and run runner:test again");
    }

    @Test
    void an_empty_file_is_no_receipt() throws IOException {
        Path file = receipts.write(receipt(Source.REGISTRY, Optional.empty(), true));
        Files.writeString(file, "");

        assertThatThrownBy(receipts::all).isInstanceOf(InvalidInput.class).hasMessageContaining("is no receipt");
    }

    @Test
    void many_threads_may_write_the_same_receipt() {
        IntStream.range(0, 50)
                .parallel()
                .forEach(i -> receipts.write(receipt(Source.REGISTRY, Optional.empty(), true)));

        assertThat(receipts.all()).hasSize(1);
        assertThat(folder.resolve("target/receipts")).isDirectoryNotContaining("glob:**.tmp");
    }
}
