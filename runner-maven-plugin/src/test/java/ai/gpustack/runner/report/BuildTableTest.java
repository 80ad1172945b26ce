package ai.gpustack.runner.report;

import static ai.gpustack.runner.Golden.assertGolden;
import static ai.gpustack.runner.report.PlatformBuilds.AMD64;
import static ai.gpustack.runner.report.PlatformBuilds.ARM64;
import static ai.gpustack.runner.report.PlatformBuilds.image;
import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.build.PlatformBuild;
import ai.gpustack.runner.build.PlatformBuild.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BuildTableTest {

    private static PlatformBuild withWarning(PlatformBuild build, String warning) {
        Run run = build.run().orElseThrow();
        return build.withRun(Optional.of(
                new Run(run.started(), run.seconds(), run.builder(), run.attempts(), List.of(warning), run.log())));
    }

    @Test
    void every_state_has_its_row() {
        String cache = "cpu12.15-x: the cache can't be written: 403 Forbidden";
        List<PlatformBuild> builds = List.of(
                PlatformBuilds.upToDate(image("vllm", AMD64)),
                PlatformBuilds.failed(
                        image("vllm", ARM64), PlatformBuilds.brokenStep("[vllm 2/3] RUN false", List.of("no wheel"))),
                withWarning(PlatformBuilds.built(image("sglang", AMD64), 62.4, 1_234_567_890), cache),
                withWarning(PlatformBuilds.builtAtTheSecondAttempt(image("sglang", ARM64)), cache),
                PlatformBuilds.failedToPush(image("voxbox", AMD64)),
                PlatformBuilds.notStarted(image("voxbox", ARM64), "the builder 'arm' can't be reached"));

        assertGolden("report/build.table", String.join("\n", BuildTable.lines(builds)) + "\n");
        assertThat(BuildTable.warnings(builds)).containsExactly(cache + " (cpu12.15-sglang1.0-linux-amd64 and 1 more)");
    }

    @Test
    void of_hundreds_only_what_was_not_up_to_date_has_a_row() {
        var builds = new ArrayList<PlatformBuild>();
        for (int i = 1; i <= 300; i++) {
            builds.add(PlatformBuilds.upToDate(image("s" + i + "v", AMD64)));
        }
        builds.add(PlatformBuilds.built(image("vllm", ARM64), 4, 5_000_000));

        assertThat(BuildTable.lines(builds))
                .containsExactly(
                        "IMAGE             PLATFORM     STATE  TIME   SIZE    WHY",
                        "cpu12.15-vllm1.0  linux/arm64  built  4.0 s  5.0 MB  never built",
                        "300 platform images up to date, not in this table");
    }

    @Test
    void where_all_is_up_to_date_in_hundreds_of_images_a_sentence_is_enough() {
        var builds = new ArrayList<PlatformBuild>();
        for (int i = 1; i <= 300; i++) {
            builds.add(PlatformBuilds.upToDate(image("s" + i + "v", AMD64)));
        }

        assertThat(BuildTable.lines(builds)).containsExactly("300 platform images up to date");
    }
}
