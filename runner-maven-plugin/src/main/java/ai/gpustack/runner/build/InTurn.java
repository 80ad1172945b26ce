package ai.gpustack.runner.build;

import ai.gpustack.runner.plan.PlatformImage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The order in which images are begun, where a builder can't begin all of them at once. Those that share a runtime stage all wait for it:
 * begun one after the other, they would fill all places and leave the builder to make one stage at a time.
 */
final class InTurn {

    private InTurn() {}

    /**
     * Takes images of each base in turn. A part of the result that has all images of some bases, or of some platforms, is in turn as well.
     *
     * @param images the images
     * @return the same: the first one of each base in the order given, then the second ones, and so on
     */
    static List<PlatformImage> byBase(Collection<PlatformImage> images) {
        var waiting = new LinkedHashMap<String, Deque<PlatformImage>>();
        images.forEach(image -> waiting.computeIfAbsent(image.base(), base -> new ArrayDeque<>())
                .add(image));
        var ordered = new ArrayList<PlatformImage>();
        while (!waiting.isEmpty()) {
            waiting.values().removeIf(ofBase -> {
                ordered.add(ofBase.remove());
                return ofBase.isEmpty();
            });
        }
        return ordered;
    }
}
