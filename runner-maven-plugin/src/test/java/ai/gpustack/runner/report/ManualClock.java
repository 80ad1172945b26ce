package ai.gpustack.runner.report;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that goes on when it is told to. */
final class ManualClock implements InstantSource {

    private Instant now = Instant.parse("2026-01-31T12:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    void goOn(double seconds) {
        now = now.plus(Duration.ofMillis(Math.round(seconds * 1000)));
    }
}
