package ai.gpustack.runner.report;

import static ai.gpustack.runner.Golden.assertGolden;
import static ai.gpustack.runner.report.PlatformBuilds.AMD64;
import static ai.gpustack.runner.report.PlatformBuilds.ARM64;
import static ai.gpustack.runner.report.PlatformBuilds.image;
import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.report.EventLines.Steps;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EventLinesTest {

    private static final PlatformImage FIRST = image("vllm", AMD64);
    private static final PlatformImage SECOND = image("vllm", ARM64);

    private final ManualClock clock = new ManualClock();
    private final RecordedLines log = new RecordedLines();

    private EventLines begun(Steps steps) {
        var lines = new EventLines(log, clock, steps);
        lines.begins(List.of(FIRST, SECOND), 0);
        lines.started(FIRST, Optional.empty());
        return lines;
    }

    /** What was said after the line that the build begins. */
    private List<String> said() {
        return log.lines().subList(1, log.lines().size());
    }

    @Test
    void a_whole_build_reads_as_a_story() {
        var lines = new EventLines(log, clock, Steps.THROTTLED);
        PlatformImage third = image("sglang", AMD64);
        lines.says("2 platform images are looked up");
        lines.begins(List.of(FIRST, SECOND, third), 297);
        lines.started(FIRST, Optional.of("farm"));
        lines.step(FIRST, "[internal] load build definition from Dockerfile");
        lines.step(FIRST, "[runtime 1/2] FROM docker.io/library/debian:bookworm-slim");
        clock.goOn(0.5);
        lines.started(SECOND, Optional.empty());
        lines.step(SECOND, "[vllm 2/5] RUN <<EOT (if [ x = y ]; then...)\n    exit 3\nEOT");
        lines.step(FIRST, "[vllm 3/5] RUN pip install \u001B[31mvllm\u001B[0m && " + "x".repeat(100));
        clock.goOn(20);
        lines.tick();
        lines.retrying(SECOND, "failed to push: 503 Service Unavailable", Duration.ofMillis(8250));
        clock.goOn(61);
        lines.tick();
        lines.ended(FIRST, PlatformBuilds.built(FIRST, 81.5, 1_234_567_890L));
        lines.started(SECOND, Optional.empty());
        lines.step(SECOND, "[vllm 2/5] RUN <<EOT (if [ x = y ]; then...)");
        lines.ended(SECOND, PlatformBuilds.failed(SECOND, PlatformBuilds.brokenStep("[vllm 2/5] RUN", List.of())));
        clock.goOn(4000);
        lines.ended(third, PlatformBuilds.notStarted(third, "the builder can't build linux/amd64"));
        lines.close();

        assertGolden("report/build.lines", log.text());
    }

    @Test
    void of_many_steps_in_ten_seconds_the_first_is_said_at_once_and_the_last_when_they_are_over() {
        EventLines lines = begun(Steps.THROTTLED);
        for (int i = 1; i <= 9; i++) {
            lines.step(FIRST, "[vllm " + i + "/9] RUN make");
            lines.tick();
            clock.goOn(1);
        }
        assertThat(said()).singleElement().asString().endsWith("[vllm 1/9] RUN make");

        clock.goOn(0.999);
        lines.tick();
        assertThat(said()).hasSize(1);
        clock.goOn(0.001);
        lines.tick();
        lines.tick();
        assertThat(said()).hasSize(2).last().asString().endsWith("[vllm 9/9] RUN make");
    }

    @Test
    void each_image_has_ten_seconds_of_its_own() {
        EventLines lines = begun(Steps.THROTTLED);
        lines.started(SECOND, Optional.empty());
        lines.step(FIRST, "[a 1/1] RUN a");
        lines.step(SECOND, "[b 1/1] RUN b");

        assertThat(said()).hasSize(2);
    }

    @Test
    void an_end_is_said_at_once_and_an_old_step_never_after_it() {
        EventLines lines = begun(Steps.THROTTLED);
        lines.step(FIRST, "[a 1/2] RUN a");
        lines.step(FIRST, "[a 2/2] RUN b");
        lines.ended(FIRST, PlatformBuilds.built(FIRST, 1, 1));
        clock.goOn(10);
        lines.tick();
        lines.step(FIRST, "[a 2/2] RUN late");

        assertThat(said()).hasSize(2).last().asString().contains("1/2  cpu12.15-vllm1.0-linux-amd64: built and pushed");
    }

    @Test
    void with_debugging_every_step_is_said() {
        EventLines lines = begun(Steps.ALL);
        for (int i = 1; i <= 9; i++) {
            lines.step(FIRST, "[vllm " + i + "/9] RUN make");
        }

        assertThat(said()).hasSize(9);
    }

    @Test
    void after_a_minute_of_silence_a_line_says_what_still_runs() {
        EventLines lines = begun(Steps.THROTTLED);
        lines.step(FIRST, "[a 1/1] RUN sleep");
        clock.goOn(59.9);
        lines.tick();
        assertThat(said()).hasSize(1);

        clock.goOn(0.1);
        lines.tick();
        lines.tick();
        assertThat(said())
                .hasSize(2)
                .last()
                .isEqualTo("[INFO]  1:00  0/2  1 platform image still being built; for 1:00"
                        + " cpu12.15-vllm1.0-linux-amd64: [a 1/1] RUN sleep");
    }

    @Test
    void what_fails_is_an_error_what_is_tried_again_a_warning_so_that_quiet_shows_only_failures() {
        EventLines lines = begun(Steps.THROTTLED);
        lines.step(FIRST, "[a 1/1] RUN a");
        lines.retrying(FIRST, "503", Duration.ofSeconds(1));
        lines.started(FIRST, Optional.empty());
        lines.ended(FIRST, PlatformBuilds.failedToPush(FIRST));
        lines.ended(SECOND, PlatformBuilds.built(SECOND, 1, 1));

        assertThat(log.lines())
                .extracting(line -> line.substring(0, line.indexOf(']') + 1))
                .containsExactly("[INFO]", "[INFO]", "[WARNING]", "[ERROR]", "[INFO]");
    }

    @Test
    void what_is_up_to_date_is_counted_in_good_grammar() {
        new EventLines(log, clock, Steps.NONE).begins(List.of(FIRST), 1);
        new EventLines(log, clock, Steps.NONE).begins(List.of(FIRST, SECOND), 2);

        assertThat(log.lines())
                .containsExactly(
                        "[INFO] building 1 platform image; 1 more is up to date",
                        "[INFO] building 2 platform images; 2 more are up to date");
    }

    @Test
    void nothing_to_build_is_a_sentence() {
        var lines = new EventLines(log, clock, Steps.THROTTLED);
        lines.begins(List.of(), 300);

        assertThat(log.lines()).containsExactly("[INFO] nothing to build: 300 platform images up to date");
    }

    @Test
    void a_warning_is_one_and_a_notice_is_only_said() {
        var lines = new EventLines(log, clock, Steps.NONE);
        Location at = Location.of("-Drunner.secret.a");
        lines.remarks(Problem.warning(at, "no step takes it", "did you mean 'b'?"));
        lines.remarks(Problem.notice(at, "no step takes it", ""));

        assertThat(log.lines())
                .containsExactly(
                        "[WARNING] -Drunner.secret.a: warning: no step takes it; did you mean 'b'?",
                        "[INFO] -Drunner.secret.a: notice: no step takes it");
    }

    @Test
    void a_build_that_is_broken_off_says_how_far_it_came_and_then_nothing_more() {
        EventLines lines = begun(Steps.THROTTLED);
        lines.step(FIRST, "[a 1/2] RUN make");
        lines.started(SECOND, Optional.empty());
        lines.ended(SECOND, PlatformBuilds.failedToPush(SECOND));
        lines.brokenOff();
        lines.ended(FIRST, PlatformBuilds.notStarted(FIRST, "context canceled"));
        lines.brokenOff();

        assertThat(said().subList(2, said().size()))
                .containsExactly(
                        "[WARNING] ended before its time, with 1 of 2 platform images done, 1 of them failed;"
                                + " without runner.force, the same command goes on",
                        "[WARNING]   was being built: cpu12.15-vllm1.0-linux-amd64: [a 1/2] RUN make");
    }

    @Test
    void what_was_given_up_as_the_build_was_broken_off_is_not_done() {
        EventLines lines = begun(Steps.THROTTLED);
        lines.ended(SECOND, PlatformBuilds.built(SECOND, 1, 1));
        lines.ended(FIRST, PlatformBuilds.notStarted(FIRST, "it waited for its next attempt"));
        lines.brokenOff();

        assertThat(said().subList(1, said().size()))
                .containsExactly(
                        "[WARNING]  0:00  1/2  cpu12.15-vllm1.0-linux-amd64: not started: it waited for its next attempt",
                        "[WARNING] ended before its time, with 1 of 2 platform images done; without runner.force, the"
                                + " same command goes on");
    }

    @Test
    void a_build_that_is_over_was_not_broken_off() {
        EventLines lines = begun(Steps.THROTTLED);
        lines.ended(FIRST, PlatformBuilds.built(FIRST, 1, 1));
        lines.ended(SECOND, PlatformBuilds.built(SECOND, 1, 1));
        lines.brokenOff();

        assertThat(said()).hasSize(2);
    }
}
