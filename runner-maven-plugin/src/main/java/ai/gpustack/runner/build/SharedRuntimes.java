package ai.gpustack.runner.build;

import ai.gpustack.runner.dockerfile.Stage;
import ai.gpustack.runner.plan.PlatformImage;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runtime stages that are made before the images that are built on them, as those leave the builder's cache aside and can't all be begun at once.
 * Targets share a step only while BuildKit holds it for one of them: those that begin later would run the whole stage again, and come to other
 * layers (measured: 8 images of one stage, 2 at a time, had 4 different ones).
 *
 * @param images by the target of a runtime stage, the targets that are built on it and their images: two at least
 */
record SharedRuntimes(Map<String, Map<String, PlatformImage>> images) {

    /**
     * Those of one builder.
     *
     * @param targets the builder's targets
     * @param runtimes the definition's targets of runtime stages, with the identity of each
     * @param parallel how many targets are built at a time
     */
    static SharedRuntimes of(Map<String, PlatformImage> targets, Map<String, String> runtimes, int parallel) {
        var sharing = new LinkedHashMap<String, Map<String, PlatformImage>>();
        if (targets.size() > parallel) {
            runtimes.forEach((runtime, base) -> {
                var images = new LinkedHashMap<>(targets);
                images.values().removeIf(image -> !image.base().equals(base));
                if (images.size() > 1) {
                    sharing.put(runtime, images);
                }
            });
        }
        return new SharedRuntimes(sharing);
    }

    /** {@return the target of each runtime stage, with the first image that is built on it} */
    Map<String, PlatformImage> firsts() {
        var firsts = new LinkedHashMap<String, PlatformImage>();
        images.forEach((runtime, sharing) ->
                firsts.put(runtime, sharing.values().iterator().next()));
        return firsts;
    }

    /**
     * What is still to be built whatever the builder has, where a runtime stage has been made. BuildKit is told of stages by their names: an image
     * with one that has none builds all of them.
     *
     * @param runtime the target of the runtime stage
     * @param steps knows the stages of images
     * @return by target, the names of its own stages
     */
    Map<String, List<String>> ownStages(String runtime, Steps steps) {
        var own = new HashMap<String, List<String>>();
        images.get(runtime).forEach((target, image) -> {
            List<Stage> stages = steps.stagesBeyondRuntime(image);
            List<String> names =
                    stages.stream().flatMap(stage -> stage.name().stream()).toList();
            if (names.size() == stages.size()) {
                own.put(target, names);
            }
        });
        return own;
    }
}
