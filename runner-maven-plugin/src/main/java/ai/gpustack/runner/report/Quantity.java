package ai.gpustack.runner.report;

import java.time.Duration;
import java.util.Locale;

/** Times and sizes, as people write them. */
final class Quantity {

    private Quantity() {}

    /** A running clock: {@code 0:07}, {@code 12:30}, {@code 1:02:03}. */
    static String clock(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    /** How long something took: {@code 4.2 s}, and from a minute on {@code 1:02}. */
    static String time(double seconds) {
        return seconds < 59.95
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : clock(Duration.ofSeconds(Math.round(seconds)));
    }

    /** How much a pull transfers, in powers of ten, as registries show it. */
    static String size(long bytes) {
        return bytes < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
    }
}
