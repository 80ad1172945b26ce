package ai.gpustack.runner.buildx;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;

/**
 * How a bake ended.
 *
 * @param results how each target ended
 * @param unfinished what the steps that had begun and hadn't ended printed last, by target and by the step's name, in the order in
 *     which they were first heard of
 * @param bases what the base images of those that succeeded resolved to: {@code sha256:…} by reference, by target
 * @param hasBegun whether the builder was reached at all
 * @param lastWords what buildx said last
 * @param killed buildx's exit status, where it was ended without a word; empty where it came to an end of its own
 */
public record BakeEnd(
        Map<String, TargetResult> results,
        Map<String, Map<String, List<String>>> unfinished,
        Map<String, SortedMap<String, String>> bases,
        boolean hasBegun,
        String lastWords,
        OptionalInt killed) {

    public BakeEnd {
        results = Map.copyOf(results);
        unfinished = Map.copyOf(unfinished);
        bases = Map.copyOf(bases);
    }

    /**
     * Where a target was when the bake ended.
     *
     * @param target the target
     * @return the step that was heard of last of those that hadn't ended; empty where there is none
     */
    public Optional<String> lastUnfinished(String target) {
        return unfinished.getOrDefault(target, Map.of()).keySet().stream().reduce((first, last) -> last);
    }
}
