package ai.gpustack.runner.report;

import ai.gpustack.runner.build.PlatformBuild;
import ai.gpustack.runner.plan.Reference;
import ai.gpustack.runner.report.Page.Chart;
import ai.gpustack.runner.report.Page.ChartBar;
import ai.gpustack.runner.report.Page.ChartLane;
import ai.gpustack.runner.report.Page.Tick;
import ai.gpustack.runner.report.Timeline.Bar;
import ai.gpustack.runner.report.Timeline.Kind;
import ai.gpustack.runner.report.Timeline.Lane;
import ai.gpustack.runner.report.Timeline.Span;
import ai.gpustack.runner.report.Timeline.Stretch;
import ai.gpustack.runner.source.Count;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** The page's timeline: stretches of time as charts whose lengths are shares of their width. */
final class PageCharts {

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final int QUARTERS = 4;

    /** Nothing is too short to be seen, in percent. */
    private static final double THINNEST = 0.15;

    /** A bar that is narrower has no room for a name, in percent. */
    private static final double ROOM_FOR_A_NAME = 8;

    private final Map<String, String> anchors;

    /**
     * Charts.
     *
     * @param anchors where there is more about a platform image, by platform tag
     */
    PageCharts(Map<String, String> anchors) {
        this.anchors = anchors;
    }

    List<Chart> of(Timeline timeline) {
        return timeline.stretches().stream().map(this::chart).toList();
    }

    private Chart chart(Stretch stretch) {
        boolean isOneDay = DAY.format(stretch.from()).equals(DAY.format(stretch.to()));
        String title = DAY.format(stretch.from()) + " " + MINUTE.format(stretch.from()) + " to "
                + (isOneDay ? "" : DAY.format(stretch.to()) + " ") + MINUTE.format(stretch.to()) + " UTC, "
                + Figures.time(stretch.seconds());
        List<Lane> lanes = stretch.lanes();
        return new Chart(
                title,
                IntStream.rangeClosed(0, QUARTERS)
                        .mapToObj(quarter -> tick(quarter, stretch))
                        .toList(),
                IntStream.range(0, lanes.size())
                        .mapToObj(i -> {
                            boolean isFirst = i == 0
                                    || !lanes.get(i - 1)
                                            .builder()
                                            .equals(lanes.get(i).builder());
                            return lane(lanes.get(i), isFirst, stretch);
                        })
                        .toList());
    }

    private static Tick tick(int quarter, Stretch stretch) {
        String anchor = quarter == 0 ? "start" : quarter == QUARTERS ? "end" : "middle";
        double share = (double) quarter / QUARTERS;
        return new Tick(
                percent(100 * share),
                quarter == 0 ? "0" : Figures.time(stretch.seconds() * share),
                anchor,
                quarter % 2 == 1);
    }

    private ChartLane lane(Lane lane, boolean isNamed, Stretch stretch) {
        String builder = Printable.line(lane.builder().isEmpty() ? "builder" : lane.builder());
        return new ChartLane(
                isNamed ? builder : "",
                builder + ": " + Count.of(lane.spans().size(), "platform image") + ", one after the other",
                lane.spans().stream()
                        .flatMap(span -> span.bars().stream().map(bar -> bar(bar, span, stretch)))
                        .toList());
    }

    private ChartBar bar(Bar bar, Span span, Stretch stretch) {
        PlatformBuild build = span.build();
        String name = Printable.line(
                Reference.parse(build.reference()).flatMap(Reference::tag).orElse(build.reference()));
        double width = Math.max(THINNEST, 100 * bar.seconds() / stretch.seconds());
        boolean isNamed = bar.kind() != Kind.WAIT && width >= ROOM_FOR_A_NAME;
        return new ChartBar(
                bar.kind().name().toLowerCase(Locale.ROOT),
                percent(100 * seconds(stretch.from(), bar.from()) / stretch.seconds()),
                percent(width),
                anchors.getOrDefault(build.reference(), ""),
                isNamed ? name : "",
                name + ": " + said(bar.kind()) + ", " + Figures.time(bar.seconds()));
    }

    private static String said(Kind kind) {
        return switch (kind) {
            case BUILT -> "built";
            case FAILED -> "failed";
            case RETRIED -> "failed and tried again";
            case WAIT -> "waiting to try again";
        };
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.3f%%", share);
    }
}
