package ai.gpustack.runner.report;

import static ai.gpustack.runner.Golden.assertGolden;
import static ai.gpustack.runner.report.PlatformBuilds.AMD64;
import static ai.gpustack.runner.report.PlatformBuilds.ARM64;
import static ai.gpustack.runner.report.PlatformBuilds.image;
import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.plan.PlatformImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LiveViewTest {

    private static final PlatformImage FIRST = image("vllm", AMD64);
    private static final PlatformImage SECOND = image("vllm", ARM64);

    private final ManualClock clock = new ManualClock();

    private LiveView view(EmulatedTerminal terminal) {
        return new LiveView(terminal, new RecordedLines(terminal::println), clock);
    }

    private static List<PlatformImage> images(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> image("service" + i + "v", i % 2 == 0 ? AMD64 : ARM64))
                .toList();
    }

    @Test
    void a_whole_build_is_seen_as_these_frames() {
        var terminal = new EmulatedTerminal(80, 24);
        LiveView view = view(terminal);
        var frames = new ArrayList<String>();
        view.begins(List.of(FIRST, SECOND, image("sglang", AMD64)), 297);
        frames.add(terminal.text());
        view.started(FIRST, Optional.of("farm"));
        view.started(SECOND, Optional.empty());
        view.step(FIRST, "[internal] load build definition from Dockerfile");
        view.step(SECOND, "[vllm 3/5] RUN pip install \u001B[31m很长的名字\u001B[0m\n  && make " + "x".repeat(90));
        clock.goOn(75);
        view.tick();
        frames.add(terminal.text());
        view.step(FIRST, "exporting to image");
        view.retrying(FIRST, "failed to push: 503 Service Unavailable", Duration.ofSeconds(8));
        view.ended(SECOND, PlatformBuilds.failed(SECOND, PlatformBuilds.brokenStep("[vllm 3/5] RUN", List.of())));
        clock.goOn(3600);
        view.tick();
        frames.add(terminal.text());
        view.started(FIRST, Optional.of("farm"));
        view.ended(FIRST, PlatformBuilds.built(FIRST, 3675, 2_000_000_000L));
        frames.add(terminal.text());
        view.close();
        frames.add(terminal.text());

        assertGolden("report/build.frames", String.join("=".repeat(80) + "\n", frames));
    }

    @Test
    void at_its_end_only_lines_are_left_and_the_cursor_is_below_them() {
        var terminal = new EmulatedTerminal(80, 24);
        LiveView view = view(terminal);
        view.begins(List.of(FIRST, SECOND), 0);
        view.started(FIRST, Optional.empty());
        view.tick();
        view.close();
        view.tick();
        view.ended(FIRST, PlatformBuilds.built(FIRST, 1, 1));

        assertThat(terminal.text()).isEqualTo("[INFO] building 2 platform images\n");
        assertThat(terminal.isAtAnEmptyLine()).isTrue();
    }

    @Test
    void broken_off_it_leaves_lines_that_say_how_far_it_came() {
        var terminal = new EmulatedTerminal(120, 24);
        LiveView view = view(terminal);
        view.begins(List.of(FIRST, SECOND), 0);
        view.started(FIRST, Optional.empty());
        view.step(FIRST, "[vllm 2/5] RUN make");
        view.tick();
        view.brokenOff();
        view.tick();
        view.ended(FIRST, PlatformBuilds.notStarted(FIRST, "context canceled"));
        view.close();

        assertThat(terminal.text()).isEqualTo("""
                        [INFO] building 2 platform images
                        [WARNING] ended before its time, with 0 of 2 platform images done; without runner.force, the same command goes on
                        [WARNING]   was being built: cpu12.15-vllm1.0-linux-amd64: [vllm 2/5] RUN make
                        """);
        assertThat(terminal.isAtAnEmptyLine()).isTrue();
    }

    @Test
    void between_two_drawings_the_cursor_is_at_an_empty_line_and_lines_wrap_so_that_a_kill_leaves_a_sane_terminal() {
        var terminal = new EmulatedTerminal(80, 24);
        LiveView view = view(terminal);
        view.begins(images(5), 0);
        images(5).forEach(image -> {
            view.started(image, Optional.empty());
            view.tick();
            assertThat(terminal.isAtAnEmptyLine()).isTrue();
            assertThat(terminal.isWrapping()).isTrue();
        });
    }

    @Test
    void a_line_that_somebody_else_writes_stays_whole_above_the_view() {
        var terminal = new EmulatedTerminal(80, 24);
        LiveView view = view(terminal);
        view.begins(List.of(FIRST, SECOND), 0);
        view.started(FIRST, Optional.empty());
        view.tick();
        terminal.println("[WARNING] somebody else's");
        clock.goOn(1);
        view.tick();

        assertThat(terminal.text()).isEqualTo("""
                        [INFO] building 2 platform images
                        [WARNING] somebody else's

                           0:01  0/2  ──────────────────────────────  1 running, 1 waiting
                           0:01  cpu12.15-vllm1.0-linux-amd64
                        """);
    }

    @Test
    void a_screen_that_is_too_small_shows_the_longest_running_and_counts_the_rest() {
        var terminal = new EmulatedTerminal(80, 8);
        LiveView view = view(terminal);
        view.begins(images(20), 0);
        images(16).forEach(image -> view.started(image, Optional.empty()));
        view.tick();

        assertThat(terminal.text().lines().toList())
                .hasSizeLessThanOrEqualTo(8)
                .contains("   0:00  cpu12.15-service4v1.0-linux-amd64")
                .doesNotContain("   0:00  cpu12.15-service5v1.0-linux-arm64")
                .last()
                .isEqualTo("         … and 12 more");
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 33, 47, 60, 79, 80, 132})
    void no_row_is_wider_than_the_screen_or_needs_its_last_line(int columns) {
        var screen = new EmulatedTerminal(columns, 10);
        var running = IntStream.range(0, 30)
                .mapToObj(i -> new LiveFrame.Line(
                        images(30).get(i).tag(), Duration.ofHours(2), "[vllm 3/5] RUN 很长很长 " + "y".repeat(i * 7)))
                .toList();
        List<String> rows = new LiveFrame(1000, 500, 30, 20, Duration.ofHours(11), running).rows(screen);

        assertThat(rows)
                .hasSizeLessThan(10)
                .allSatisfy(row -> assertThat(PlainText.columns(row)).isLessThan(columns));
    }

    @Test
    void a_terminal_that_knows_only_ascii_gets_only_ascii() {
        var screen = new EmulatedTerminal(80, 10, false, false);
        var line = new LiveFrame.Line(FIRST.tag(), Duration.ZERO, "RUN 很长 " + "x".repeat(80));
        List<String> rows = new LiveFrame(
                        3, 1, 1, 0, Duration.ZERO, List.of(line, line, line, line, line, line, line, line))
                .rows(screen);

        assertThat(String.join("\n", rows))
                .matches("[\\x20-\\x7E\\n]*")
                .contains("##########!!!!!!!!!!----------", "RUN ?? xx", "... and 2 more");
    }

    @Test
    void colours_are_there_only_where_they_are_wanted() {
        var frame = new LiveFrame(
                2, 0, 1, 0, Duration.ZERO, List.of(new LiveFrame.Line(FIRST.tag(), Duration.ZERO, "RUN x")));

        assertThat(frame.rows(new EmulatedTerminal(80, 10, true, true))).anyMatch(row -> row.contains("\u001B[31m"));
        assertThat(frame.rows(new EmulatedTerminal(80, 10, false, true))).noneMatch(row -> row.contains("\u001B"));
    }

    @Test
    void a_window_that_is_made_smaller_is_drawn_for_its_new_size() {
        var terminal = new EmulatedTerminal(100, 24);
        LiveView view = view(terminal);
        view.begins(images(10), 0);
        images(10).forEach(image -> view.started(image, Optional.empty()));
        view.tick();
        terminal.resize(50, 8);
        clock.goOn(1);
        view.tick();

        assertThat(terminal.text()).contains("… and 6 more");
        view.close();
        assertThat(terminal.text()).isEqualTo("[INFO] building 10 platform images\n");
    }

    @Test
    void whatever_happens_in_whatever_order_only_lines_are_left_in_the_end() {
        for (int seed = 0; seed < 100; seed++) {
            var random = new Random(seed);
            var terminal = new EmulatedTerminal(20 + random.nextInt(100), 3 + random.nextInt(30));
            var log = new RecordedLines(terminal::println);
            var view = new LiveView(terminal, log, clock);
            List<PlatformImage> images = images(1 + random.nextInt(40));
            view.begins(images, random.nextInt(5));
            for (int i = 0; i < 200; i++) {
                PlatformImage image = images.get(random.nextInt(images.size()));
                clock.goOn(random.nextDouble());
                switch (random.nextInt(6)) {
                    case 0 -> view.started(image, Optional.empty());
                    case 1 -> view.step(image, "RUN \u001B[2J\u0007 很 " + "x".repeat(random.nextInt(200)));
                    case 2 -> view.retrying(image, "503", Duration.ofSeconds(3));
                    case 3 -> view.ended(image, PlatformBuilds.built(image, 1, 1));
                    default -> view.tick();
                }
            }
            view.close();

            var expected = new EmulatedTerminal(
                    terminal.size().columns(), terminal.size().rows());
            log.lines().forEach(expected::println);
            assertThat(terminal.text()).as("seed %s", seed).isEqualTo(expected.text());
        }
    }
}
