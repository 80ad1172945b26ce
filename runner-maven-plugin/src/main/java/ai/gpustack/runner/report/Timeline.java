package ai.gpustack.runner.report;

import ai.gpustack.runner.build.BuildState;
import ai.gpustack.runner.build.PlatformBuild;
import ai.gpustack.runner.build.PlatformBuild.Attempt;
import ai.gpustack.runner.build.PlatformBuild.Run;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * When platform images were built. A report keeps what it isn't told anew, so its builds may lie days apart: each stretch
 * of time in which builds follow each other closely is one of its own.
 *
 * @param stretches the stretches, the newest first
 */
record Timeline(List<Stretch> stretches) {

    /** Nothing is built for so long between two stretches. */
    private static final Duration PAUSE = Duration.ofMinutes(30);

    /**
     * A stretch of time.
     *
     * @param from its begin
     * @param to its end
     * @param lanes what was built at the same time, each lane one thing after the other
     */
    record Stretch(Instant from, Instant to, List<Lane> lanes) {

        /** {@return how long it is, in seconds; never 0} */
        double seconds() {
            return Math.max(0.001, Duration.between(from, to).toMillis() / 1000.0);
        }
    }

    /**
     * What one builder built, one thing after the other.
     *
     * @param builder the builder; empty for the one that was selected
     * @param spans what was built, in the order of its begin
     */
    record Lane(String builder, List<Span> spans) {

        private boolean isFreeAt(Instant begin) {
            return !spans.get(spans.size() - 1).to().isAfter(begin);
        }
    }

    /**
     * One platform image, from its first step to its end.
     *
     * @param build what became of it
     * @param builder the builder; empty for the one that was selected
     * @param from its begin
     * @param to its end
     * @param bars its attempts and the waits between them; at least one
     */
    record Span(PlatformBuild build, String builder, Instant from, Instant to, List<Bar> bars) {}

    /** What a bar is. */
    enum Kind {
        /** An attempt that built the image. */
        BUILT,
        /** The attempt with which it failed. */
        FAILED,
        /** An attempt that failed and was repeated. */
        RETRIED,
        /** The wait before the next attempt. */
        WAIT
    }

    /**
     * An attempt or a wait.
     *
     * @param kind what it is
     * @param from its begin
     * @param seconds how long it took
     */
    record Bar(Kind kind, Instant from, double seconds) {}

    static Timeline of(List<PlatformBuild> builds) {
        List<Span> spans = builds.stream()
                .filter(build -> build.state() == BuildState.BUILT || build.state() == BuildState.FAILED)
                .flatMap(build -> build.run().flatMap(run -> span(build, run)).stream())
                .sorted(Comparator.comparing(Span::from))
                .toList();
        var stretches = new ArrayList<Stretch>();
        var current = new ArrayList<Span>();
        Instant end = Instant.MAX;
        for (Span span : spans) {
            if (!current.isEmpty() && span.from().isAfter(end.plus(PAUSE))) {
                stretches.add(0, stretch(current));
                current.clear();
            }
            end = current.isEmpty() || span.to().isAfter(end) ? span.to() : end;
            current.add(span);
        }
        if (!current.isEmpty()) {
            stretches.add(0, stretch(current));
        }
        return new Timeline(List.copyOf(stretches));
    }

    private static Optional<Span> span(PlatformBuild build, Run run) {
        try {
            Instant from = Instant.parse(run.started());
            Instant to = after(from, run.seconds());
            return Optional.of(new Span(build, run.builder().orElse(""), from, to, bars(build, run, from)));
        } catch (DateTimeException e) {
            return Optional.empty(); // a report that was edited
        }
    }

    private static List<Bar> bars(PlatformBuild build, Run run, Instant from) {
        Kind last = build.state() == BuildState.FAILED ? Kind.FAILED : Kind.BUILT;
        if (run.attempts().isEmpty()) {
            return List.of(new Bar(last, from, run.seconds()));
        }
        var bars = new ArrayList<Bar>();
        for (int i = 0; i < run.attempts().size(); i++) {
            Attempt attempt = run.attempts().get(i);
            Instant begin = Instant.parse(attempt.started());
            boolean isLast = i == run.attempts().size() - 1;
            bars.add(new Bar(isLast ? last : Kind.RETRIED, begin, attempt.seconds()));
            if (attempt.waitSeconds() > 0) {
                bars.add(new Bar(Kind.WAIT, after(begin, attempt.seconds()), attempt.waitSeconds()));
            }
        }
        return bars;
    }

    private static Stretch stretch(List<Span> spans) {
        var lanes = new ArrayList<Lane>();
        for (Span span : spans) {
            lanes.stream()
                    .filter(lane -> lane.builder().equals(span.builder()) && lane.isFreeAt(span.from()))
                    .findFirst()
                    .orElseGet(() -> {
                        var lane = new Lane(span.builder(), new ArrayList<>());
                        lanes.add(lane);
                        return lane;
                    })
                    .spans()
                    .add(span);
        }
        lanes.sort(Comparator.comparing(Lane::builder));
        Instant to = spans.stream().map(Span::to).max(Comparator.naturalOrder()).orElseThrow();
        return new Stretch(spans.get(0).from(), to, List.copyOf(lanes));
    }

    private static Instant after(Instant begin, double seconds) {
        return begin.plusMillis(Math.round(seconds * 1000));
    }
}
