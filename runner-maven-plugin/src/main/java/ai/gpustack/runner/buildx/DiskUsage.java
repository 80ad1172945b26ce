package ai.gpustack.runner.buildx;

import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code docker buildx du} prints at its end: {@code Reclaimable: 517.2MB} (docker/go-units, {@code HumanSize}). */
final class DiskUsage {

    private static final Pattern RECLAIMABLE =
            Pattern.compile("^Reclaimable:\\s+(\\d+(?:\\.\\d+)?)([kMGTP]?)B$", Pattern.MULTILINE);
    private static final List<String> UNITS = List.of("", "k", "M", "G", "T", "P");

    private DiskUsage() {}

    /** The bytes that may be given up, rounded as they are printed. */
    static OptionalLong reclaimable(String text) {
        Matcher line = RECLAIMABLE.matcher(text);
        return line.find()
                ? OptionalLong.of(
                        Math.round(Double.parseDouble(line.group(1)) * Math.pow(1000, UNITS.indexOf(line.group(2)))))
                : OptionalLong.empty();
    }
}
