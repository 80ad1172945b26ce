package ai.gpustack.runner.build;

import ai.gpustack.runner.buildx.BakeEnd;
import ai.gpustack.runner.buildx.Buildx;
import ai.gpustack.runner.buildx.TargetResult;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.SourceCheck;
import ai.gpustack.runner.process.Ending;
import ai.gpustack.runner.process.Endings;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes runtime stages before the images that share them. Those take the stage from the builder's cache afterwards, the newest result (BuildKit
 * solver/edge.go, getBestResult; tried), and build only their own stages anew.
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
     * Makes them. Images whose runtime stage fails are over, in the journal, unless that may pass: then they make it themselves.
     *
     * @param shared the runtime stages
     * @return by target, the stages that are still to be built whatever the builder has; targets that aren't in it build all of theirs
     */
    Map<String, List<String>> make(SharedRuntimes shared) {
        if (shared.images().isEmpty()) {
            return Map.of();
        }
        Map<String, PlatformImage> firsts = shared.firsts();
        var ending = new Ending();
        try (var watch = new BakeWatch(firsts, builder, settings, journal, halt, steps, sources, none -> {}, ending)) {
            halt.add(ending);
            BakeEnd end = buildx.bake(bakes.of(builder, List.copyOf(firsts.keySet())), watch, ending);
            watch.isOver();
            halt.remove(ending);
            var own = new HashMap<String, List<String>>();
            firsts.forEach((runtime, first) -> {
                TargetResult result = end.results().get(runtime);
                if (result instanceof TargetResult.Built && !watch.isSpoilt(runtime)) {
                    own.putAll(shared.ownStages(runtime, steps));
                } else if (result instanceof TargetResult.Failed failed
                        && journal.isOver(first)
                        && !watch.isSpoilt(runtime)) {
                    failed(shared.images().get(runtime).values(), failed);
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

    /** The first image has failed by the stage that it was made for, and so have the others. */
    private void failed(Collection<PlatformImage> images, TargetResult.Failed failed) {
        for (PlatformImage image : images) {
            if (journal.isOver(image)) {
                journal.printedLast(image, failed.lastLines());
            } else {
                journal.failed(image, steps.failure(image, failed.step(), failed.error(), failed.lastLines()));
            }
        }
    }
}
