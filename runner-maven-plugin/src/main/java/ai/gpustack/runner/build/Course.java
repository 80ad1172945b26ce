package ai.gpustack.runner.build;

import ai.gpustack.runner.build.PlatformBuild.Attempt;
import ai.gpustack.runner.build.PlatformBuild.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What has happened to a platform image so far, in this run. Not safe for several threads. */
final class Course {

    private final String why;
    private final List<Attempt> attempts = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private Optional<String> builder = Optional.empty();
    private Optional<Instant> first = Optional.empty();
    private Optional<Instant> current = Optional.empty();
    private boolean isOver;

    /** The course of an image that is going to be built, and why. */
    Course(String why) {
        this.why = why;
    }

    String why() {
        return why;
    }

    /** A step began; returns whether it is this attempt's first. */
    boolean step(Optional<String> on, Instant now) {
        if (current.isPresent()) {
            return false;
        }
        builder = on;
        current = Optional.of(milliseconds(now));
        first = first.or(() -> current);
        return true;
    }

    /** An attempt ended: it failed, or succeeded where there is no failure. After the wait there is another, if there is a wait. */
    void attemptEnded(Optional<Failure> failure, Duration wait, Instant now) {
        Instant begun = current.orElseGet(() -> milliseconds(now));
        first = first.or(() -> Optional.of(begun));
        attempts.add(new Attempt(
                begun.toString(),
                seconds(begun, now),
                failure.map(Failure::error),
                failure.map(Failure::kind),
                seconds(wait)));
    }

    /** The next attempt is waited for. */
    void waits() {
        current = Optional.empty();
    }

    /** Why the image isn't there while the next attempt is waited for. */
    String whyWaiting() {
        String failure = attempts.get(attempts.size() - 1).failure().orElseThrow();
        return "it waited for its next attempt when the build was ended, as one had failed: " + failure;
    }

    /** How many attempts have ended. */
    int attempts() {
        return attempts.size();
    }

    void warned(String warning) {
        warnings.add(warning);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    void over() {
        isOver = true;
    }

    /** Whether it is built, or failed for good, or was given up. */
    boolean isOver() {
        return isOver;
    }

    /** How it was built up to now; empty where nothing was tried. */
    Optional<Run> run(Optional<String> log, Instant now) {
        return first.map(begun -> new Run(begun.toString(), seconds(begun, now), builder, attempts, warnings, log));
    }

    private static Instant milliseconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }

    private static double seconds(Instant from, Instant to) {
        return seconds(Duration.between(from, to));
    }

    /** A duration as the report has it, to a tenth of a second; never less than 0, whatever a clock does. */
    static double seconds(Duration duration) {
        return Math.max(0, Math.round(duration.toMillis() / 100.0) / 10.0);
    }
}
