package ai.gpustack.runner.buildx;

import java.util.Map;

/**
 * How a bake ended.
 *
 * @param results how each target ended
 * @param hasBegun whether the builder was reached at all
 * @param lastWords what buildx said last
 */
public record BakeEnd(Map<String, TargetResult> results, boolean hasBegun, String lastWords) {

    public BakeEnd {
        results = Map.copyOf(results);
    }
}
