package ai.gpustack.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.build.BuildReport;
import ai.gpustack.runner.build.PlatformBuild;
import ai.gpustack.runner.report.Timeline.Bar;
import ai.gpustack.runner.report.Timeline.Kind;
import ai.gpustack.runner.report.Timeline.Lane;
import ai.gpustack.runner.report.Timeline.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TimelineTest {

    private static List<PlatformBuild> builds(BuildReport report) {
        return report.images().stream()
                .flatMap(image -> image.platformImages().stream())
                .toList();
    }

    private static PlatformBuild begun(PlatformBuild build, Instant begin) {
        return build.withRun(build.run()
                .map(run -> new PlatformBuild.Run(
                        begin.toString(), run.seconds(), run.builder(), List.of(), List.of(), Optional.empty())));
    }

    @Test
    void a_lane_is_of_one_builder_and_holds_one_thing_after_the_other() {
        List<PlatformBuild> builds = builds(SampleReports.large(500, 1));
        Timeline timeline = Timeline.of(builds);

        assertThat(timeline.stretches()).hasSize(1);
        List<Lane> lanes = timeline.stretches().get(0).lanes();
        assertThat(lanes.stream().mapToInt(lane -> lane.spans().size()).sum()).isEqualTo(builds.size());
        // Eight at a time are built in the sample.
        assertThat(lanes).hasSizeLessThanOrEqualTo(16).allSatisfy(lane -> {
            for (int i = 1; i < lane.spans().size(); i++) {
                assertThat(lane.spans().get(i).from())
                        .isAfterOrEqualTo(lane.spans().get(i - 1).to());
            }
            assertThat(lane.spans()).extracting(Span::builder).containsOnly(lane.builder());
        });
    }

    @Test
    void attempts_and_waits_are_bars_and_only_the_last_one_ends_it() {
        Timeline timeline = Timeline.of(builds(SampleReports.release()));
        List<Span> spans = timeline.stretches().get(0).lanes().stream()
                .flatMap(lane -> lane.spans().stream())
                .toList();

        assertThat(spans)
                .map(Span::bars)
                .map(bars -> bars.stream().map(Bar::kind).toList())
                .contains(List.of(Kind.RETRIED, Kind.WAIT, Kind.BUILT), List.of(Kind.FAILED))
                .hasSize(5);
    }

    @Test
    void builds_that_lie_days_apart_are_stretches_of_their_own_the_newest_first() {
        PlatformBuild build = builds(SampleReports.large(1, 1)).get(0);
        Instant monday = Instant.parse("2026-02-02T08:00:00Z");
        Instant friday = monday.plus(Duration.ofDays(4));
        Timeline timeline = Timeline.of(
                List.of(begun(build, monday), begun(build, friday), begun(build, monday.plus(Duration.ofMinutes(20)))));

        assertThat(timeline.stretches()).hasSize(2);
        assertThat(timeline.stretches().get(0).from()).isEqualTo(friday);
        assertThat(timeline.stretches().get(1).lanes())
                .singleElement()
                .satisfies(lane -> assertThat(lane.spans()).hasSize(2));
    }

    @Test
    void a_time_that_is_none_is_left_out() {
        assertThat(Timeline.of(builds(SampleReports.of("yesterday"))).stretches())
                .isEmpty();
    }
}
