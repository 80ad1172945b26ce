package ai.gpustack.runner.buildx;

import java.util.Map;
import java.util.SortedMap;

/**
 * How a bake ended.
 *
 * @param results how each target ended
 * @param bases what the base images of those that succeeded resolved to: {@code sha256:…} by reference, by target
 * @param hasBegun whether the builder was reached at all
 * @param lastWords what buildx said last
 */
public record BakeEnd(
        Map<String, TargetResult> results,
        Map<String, SortedMap<String, String>> bases,
        boolean hasBegun,
        String lastWords) {

    public BakeEnd {
        results = Map.copyOf(results);
        bases = Map.copyOf(bases);
    }
}
