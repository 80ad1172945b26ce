package ai.gpustack.runner.report;

import java.time.Duration;
import java.util.Locale;

/** Sizes and times as people read them. */
final class Figures {

    private static final int MINUTE = 60;
    private static final int HOUR = 60 * MINUTE;

    private Figures() {}

    /** Bytes in decimal units, as registries and disks are sold: {@code 873 B}, {@code 12.4 MB}, {@code 8.31 GB}. */
    static String size(long bytes) {
        if (bytes < 1_000) {
            return bytes + " B";
        }
        if (bytes < 1_000_000) {
            return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
        }
        return bytes < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
    }

    /** Seconds: {@code 4.2 s}, {@code 4 min 12 s}, {@code 2 h 5 min}. */
    static String time(double seconds) {
        if (seconds < MINUTE - 0.05) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        if (whole < HOUR) {
            return pair(whole / MINUTE, "min", whole % MINUTE, "s");
        }
        long minutes = Math.round(seconds / MINUTE);
        return pair(minutes / MINUTE, "h", minutes % MINUTE, "min");
    }

    /** A running clock: {@code 0:07}, {@code 12:30}, {@code 1:02:03}. */
    static String clock(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        return seconds < HOUR
                ? String.format(Locale.ROOT, "%d:%02d", seconds / MINUTE, seconds % MINUTE)
                : String.format(
                        Locale.ROOT, "%d:%02d:%02d", seconds / HOUR, seconds / MINUTE % MINUTE, seconds % MINUTE);
    }

    private static String pair(long large, String unit, long small, String smallUnit) {
        return small == 0 ? large + " " + unit : large + " " + unit + " " + small + " " + smallUnit;
    }
}
