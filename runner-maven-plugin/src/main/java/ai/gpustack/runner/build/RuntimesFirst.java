package ai.gpustack.runner.build;

import ai.gpustack.runner.buildx.BakeEnd;
import ai.gpustack.runner.buildx.Buildx;
import ai.gpustack.runner.buildx.TargetResult;
import ai.gpustack.runner.dockerfile.Stage;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.SourceCheck;
import ai.gpustack.runner.process.Ending;
import ai.gpustack.runner.process.Endings;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes runtime stages before the images that are built on them, where the builder's cache is left aside and not all of those images can be
 * begun at once. Targets share a step only while BuildKit holds it for one of them: those that begin later would run the whole stage again, and
 * come to other layers (measured: 8 images of one stage, 2 at a time, had 4 different ones). Afterwards they take the stage from the builder's
 * cache, the newest result (BuildKit solver/edge.go, getBestResult; tried), and build only their own stages anew.
 */
final class RuntimesFirst {

    private final Buildx buildx;
    private final Bakes bakes;
    private final BuildSettings settings;
    private final Journal journal;
    private final Endings halt;
    private final Steps steps;
    private final SourceCheck sources;
    private final Optional<String> builder;

    /**
     * The runtime stages of one builder.
     *
     * @param buildx builds
     * @param bakes makes the commands
     * @param settings how it is built
     * @param journal takes what happens
     * @param halt ends everything, when the first failure is to
     * @param steps finds the line that a step comes from, and an image's own stages
     * @param sources tells whether files changed before they were read
     * @param builder the builder; empty for the one that is selected
     */
    RuntimesFirst(
            Buildx buildx,
            Bakes bakes,
            BuildSettings settings,
            Journal journal,
            Endings halt,
            Steps steps,
            SourceCheck sources,
            Optional<String> builder) {
        this.buildx = buildx;
        this.bakes = bakes;
        this.settings = settings;
        this.journal = journal;
        this.halt = halt;
        this.steps = steps;
        this.sources = sources;
        this.builder = builder;
    }

    /**
     * Makes those that several of a builder's images are built on. Images whose runtime stage fails are over, in the journal, unless that may
     * pass: then they make it themselves.
     *
     * @param targets the builder's targets
     * @param runtimes the targets of runtime stages, with the identity of each
     * @return by target, the stages that are still to be built whatever the builder has; targets that aren't in it build all of theirs
     */
    Map<String, List<String>> make(Map<String, PlatformImage> targets, Map<String, String> runtimes) {
        if (targets.size() <= settings.parallel() || !buildx.bakesMany()) {
            return Map.of();
        }
        Map<String, Map<String, PlatformImage>> sharing = sharing(targets, runtimes);
        if (sharing.isEmpty()) {
            return Map.of();
        }
        var firsts = new LinkedHashMap<String, PlatformImage>();
        sharing.forEach((runtime, images) ->
                firsts.put(runtime, images.values().iterator().next()));
        var ending = new Ending();
        try (var watch = new BakeWatch(firsts, builder, settings, journal, halt, steps, sources, none -> {}, ending)) {
            halt.add(ending);
            BakeEnd end = buildx.bake(bakes.of(builder, List.copyOf(firsts.keySet())), watch, ending);
            watch.isOver();
            halt.remove(ending);
            var own = new HashMap<String, List<String>>();
            sharing.forEach((runtime, images) -> {
                PlatformImage first = firsts.get(runtime);
                TargetResult result = end.results().get(runtime);
                if (result instanceof TargetResult.Built && !watch.isSpoilt(runtime)) {
                    own.putAll(ownStages(images));
                } else if (result instanceof TargetResult.Failed failed
                        && journal.isOver(first)
                        && !watch.isSpoilt(runtime)) {
                    failed(images, failed);
                }
                if (watch.wasEnded() && !watch.hasEndedBake() && !halt.isCalled()) {
                    end.lastUnfinished(runtime)
                            .ifPresent(step -> journal.givenUp(first, "the build was interrupted at " + step));
                } else if (!journal.isOver(first)) {
                    journal.waitsForItsTurn(first);
                }
            });
            return own;
        }
    }

    /** The images that leave the builder's cache aside, by the runtime stage that they share with others. */
    private Map<String, Map<String, PlatformImage>> sharing(
            Map<String, PlatformImage> targets, Map<String, String> runtimes) {
        var sharing = new LinkedHashMap<String, Map<String, PlatformImage>>();
        runtimes.forEach((runtime, base) -> {
            var images = new LinkedHashMap<>(targets);
            images.values().removeIf(image -> !image.base().equals(base));
            if (images.size() > 1) {
                sharing.put(runtime, images);
            }
        });
        return sharing;
    }

    /** BuildKit is told of stages by their names: an image with one that has none builds all of its stages. */
    private Map<String, List<String>> ownStages(Map<String, PlatformImage> images) {
        var own = new HashMap<String, List<String>>();
        images.forEach((target, image) -> {
            List<Stage> stages = steps.stagesBeyondRuntime(image);
            List<String> names =
                    stages.stream().flatMap(stage -> stage.name().stream()).toList();
            if (names.size() == stages.size()) {
                own.put(target, names);
            }
        });
        return own;
    }

    /** The first image has failed by the stage that it was made for, and so have the others. */
    private void failed(Map<String, PlatformImage> images, TargetResult.Failed failed) {
        for (PlatformImage image : images.values()) {
            if (journal.isOver(image)) {
                journal.printedLast(image, failed.lastLines());
            } else {
                journal.failed(image, steps.failure(image, failed.step(), failed.error(), failed.lastLines()));
            }
        }
    }
}
