package ai.gpustack.runner.report;

import ai.gpustack.runner.build.BuildReport;
import ai.gpustack.runner.build.BuildState;
import ai.gpustack.runner.build.PlatformBuild;
import ai.gpustack.runner.source.Count;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How many platform images ended how.
 *
 * @param builds how many there are of each state, those that there are none of left out; in the order of the states
 */
record Totals(Map<BuildState, Long> builds) {

    static Totals of(BuildReport report) {
        return new Totals(report.images().stream()
                .flatMap(image -> image.platformImages().stream())
                .collect(Collectors.groupingBy(
                        PlatformBuild::state, () -> new EnumMap<>(BuildState.class), Collectors.counting())));
    }

    long all() {
        return builds.values().stream().mapToLong(Long::longValue).sum();
    }

    /** {@code 6 platform images: 3 built, 1 up-to-date, 2 failed}. */
    String sentence() {
        String states = builds.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
        return Count.of(all(), "platform image") + (states.isEmpty() ? "" : ": " + states);
    }
}
