package ai.gpustack.runner.build;

import ai.gpustack.runner.plan.PlatformImage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The order in which targets are begun. Bake begins them in the order in which they are named, as many at a time as it may (measured, buildx
 * 0.38.2). Those that share a runtime stage all wait for it: named one after the other, they would fill all places and leave the
 * builder to make one stage at a time.
 */
final class InTurn {

    private InTurn() {}

    /**
     * Takes targets of each base in turn.
     *
     * @param targets the images, by target
     * @return the same: the first one of each base in the order given, then the second ones, and so on
     */
    static Map<String, PlatformImage> byBase(Map<String, PlatformImage> targets) {
        var waiting = new LinkedHashMap<String, Deque<String>>();
        targets.forEach((target, image) -> waiting.computeIfAbsent(image.base(), base -> new ArrayDeque<>())
                .add(target));
        var ordered = new LinkedHashMap<String, PlatformImage>();
        while (!waiting.isEmpty()) {
            waiting.values().removeIf(ofBase -> {
                String next = ofBase.remove();
                ordered.put(next, targets.get(next));
                return ofBase.isEmpty();
            });
        }
        return ordered;
    }
}
