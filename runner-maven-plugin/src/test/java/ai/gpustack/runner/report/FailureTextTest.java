package ai.gpustack.runner.report;

import static ai.gpustack.runner.Golden.assertGolden;
import static ai.gpustack.runner.report.PlatformBuilds.AMD64;
import static ai.gpustack.runner.report.PlatformBuilds.ARM64;
import static ai.gpustack.runner.report.PlatformBuilds.image;
import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.build.Failure;
import ai.gpustack.runner.build.PlatformBuild;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FailureTextTest {

    private static final Path OUTPUT = Path.of("/checkout/target/runner");
    private static final String COMMAND = "mvn runner:build -Drunner.push";

    private static String text(List<PlatformBuild> builds) {
        return FailureText.of(builds, OUTPUT, COMMAND);
    }

    @Test
    void each_failure_has_what_is_needed_to_mend_it() {
        List<PlatformBuild> builds = List.of(
                PlatformBuilds.built(image("vllm", AMD64), 1, 1),
                PlatformBuilds.failed(
                        image("vllm", ARM64),
                        PlatformBuilds.brokenStep(
                                "[vllm 2/3] RUN <<EOT\n    pip install vllm\nEOT",
                                List.of("looking for a wheel", "\u001B[31mthere is none\u001B[0m"))),
                PlatformBuilds.failedToPush(image("sglang", AMD64)),
                PlatformBuilds.notStarted(image("sglang", ARM64), "the builder 'arm' can't be reached"));

        assertGolden("report/build.failures", text(builds) + "\n");
    }

    @Test
    void a_step_that_forty_images_share_is_described_once_with_all_that_it_took_down() {
        Failure shared = PlatformBuilds.brokenStep("[runtime 2/3] RUN false", List.of("E: no such package"));
        var builds = new ArrayList<PlatformBuild>();
        for (int i = 1; i <= 40; i++) {
            builds.add(PlatformBuilds.failed(image("s" + i + "v", AMD64), shared));
        }
        builds.add(PlatformBuilds.failed(
                image("vllm", AMD64), PlatformBuilds.brokenStep("[vllm 1/1] RUN false", List.of("another"))));
        String text = text(builds);

        assertThat(text)
                .startsWith("41 of 41 platform images failed:\n\n40 platform images failed at the same step: ")
                .containsOnlyOnce("| E: no such package")
                .containsOnlyOnce("| another")
                .contains("to repeat just one of them: " + COMMAND + " -Dtag=cpu12.15-s1v1.0-linux-amd64\n");
        assertThat(builds).allSatisfy(build -> assertThat(text).contains(build.reference() + " (linux/amd64)"));
    }

    @Test
    void what_a_registry_says_of_every_push_is_described_once() {
        List<PlatformBuild> builds = Stream.of("vllm", "sglang", "voxbox")
                .map(service -> image(service, AMD64))
                .map(image -> PlatformBuilds.failed(
                        image,
                        PlatformBuilds.failedPush("failed to push " + image.reference()
                                + ": unexpected status from POST request to http://localhost:5000/v2/gpustack/runner/blobs/"
                                + "uploads/?mount=sha256:" + image.tag().hashCode() + ": 405 Method Not Allowed")))
                .toList();
        String text = text(builds);

        assertThat(text)
                .startsWith(
                        "3 of 3 platform images failed:\n\n3 platform images failed at the same step: failed to push: "
                                + "unexpected status from POST request to http://localhost:5000/v2/gpustack/runner/blobs/uploads/")
                .containsOnlyOnce("405 Method Not Allowed")
                .containsOnlyOnce("to repeat just one of them: ");
        assertThat(builds).allSatisfy(build -> assertThat(text).containsOnlyOnce(build.reference()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Put "http://a:1/v2/r/blobs/uploads/1?s=2": write tcp 127.0.0.1:43210->127.0.0.1:1: reset | \
            Put "http://a:1/v2/r/blobs/uploads/3?s=4": write tcp 127.0.0.1:43211->127.0.0.1:1: reset | true
            Put "http://a:1/v2/r/blobs/uploads/1?s=2": write tcp [::1]:43210->[::1]:1: reset | \
            Put "http://a:1/v2/r/blobs/uploads/3?s=4": write tcp [::1]:43211->[::1]:1: reset | true
            POST request to https://a/v2/r/blobs/uploads/: 500 | \
            POST request to https://a/v2/r/blobs/uploads/?mount=sha256:12&from=q: 500 | true
            POST request to https://a/v2/r/blobs/uploads/: 500 | POST request to https://a/v2/r/blobs/uploads/: 503 | false
            POST request to https://a/v2/r/blobs/uploads/: 500 | POST request to https://b/v2/r/blobs/uploads/: 500 | false
            write tcp 10.0.0.1:43210->10.0.0.2:1: reset | write tcp 10.0.0.1:43210->10.0.0.3:1: reset | false
            """)
    void pushes_failed_alike_if_only_their_own_addresses_differ(String one, String another, boolean isAlike) {
        String text = text(List.of(
                PlatformBuilds.failed(image("vllm", AMD64), PlatformBuilds.failedPush(one)),
                PlatformBuilds.failed(image("vllm", ARM64), PlatformBuilds.failedPush(another))));

        assertThat(text.contains("2 platform images failed at the same step: ")).isEqualTo(isAlike);
    }

    @Test
    void the_same_step_that_failed_in_different_ways_is_described_for_each() {
        String text = text(List.of(
                PlatformBuilds.failed(
                        image("vllm", AMD64), PlatformBuilds.brokenStep("[vllm 1/1] RUN x", List.of("one way"))),
                PlatformBuilds.failed(
                        image("vllm", ARM64), PlatformBuilds.brokenStep("[vllm 1/1] RUN x", List.of("another")))));

        assertThat(text).contains("| one way", "| another").doesNotContain("share");
    }

    @Test
    void of_many_lines_the_last_twenty_are_shown() {
        List<String> lines =
                IntStream.rangeClosed(1, 100).mapToObj(i -> "line " + i + ".").toList();
        String text = text(List.of(
                PlatformBuilds.failed(image("vllm", AMD64), PlatformBuilds.brokenStep("[a 1/1] RUN x", lines))));

        assertThat(text).contains("| line 81.", "| line 100.").doesNotContain("| line 80.");
    }

    @Test
    void where_nothing_was_tried_nothing_is_said_to_have_failed() {
        String text = text(List.of(
                PlatformBuilds.notStarted(image("vllm", AMD64), "the builder can't be reached"),
                PlatformBuilds.notStarted(image("vllm", ARM64), "the builder can't be reached")));

        assertThat(text)
                .startsWith("2 of 2 platform images not started:\n\n"
                        + "2 platform images not started: the builder can't be reached\n  these are:\n");
    }
}
