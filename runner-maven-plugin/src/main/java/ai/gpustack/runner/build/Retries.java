package ai.gpustack.runner.build;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How often, and after what waits, what may pass is tried again.
 *
 * @param most how many attempts there may be after the first; 0 for none
 * @param first the wait after the first attempt; each further one doubles it
 * @param jitter gives numbers from 0 to 1, so that many builds that failed together don't come back together
 */
public record Retries(int most, Duration first, DoubleSupplier jitter) {

    /** No wait is longer, jitter aside. */
    static final Duration LONGEST = Duration.ofMinutes(2);

    /**
     * The wait after an attempt that failed.
     *
     * @param attempts how many have failed, at least 1
     * @return the doubled wait, between three quarters and five quarters of it
     */
    Duration pause(int attempts) {
        double doubled = (double) first.toMillis() * Math.pow(2, Math.min(attempts - 1, 30));
        double bounded = Math.min(doubled, (double) LONGEST.toMillis());
        return Duration.ofMillis(Math.round(bounded * (0.75 + jitter.getAsDouble() / 2)));
    }
}
