package ai.gpustack.runner.build;

import ai.gpustack.runner.buildx.BakeEnd;
import ai.gpustack.runner.buildx.TargetResult;
import ai.gpustack.runner.plan.PlatformImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Makes failures of what a bake said at its end: what is wrong with an image, with the builder, or with buildx itself. */
final class BakeFailures {

    private static final Pattern TARGET = Pattern.compile("^target \\S+: ");

    private final Steps steps;
    private final BakeEnd end;

    /**
     * The failures of a bake.
     *
     * @param steps finds the line that a step comes from
     * @param end how it ended
     */
    BakeFailures(Steps steps, BakeEnd end) {
        this.steps = steps;
        this.end = end;
    }

    /**
     * Why an image failed.
     *
     * @param target its target
     * @param image the image
     * @param result how the target ended: failed, or untold; then it may be what the other one failed for: where the builder is lost, say,
     *     or the network is
     */
    Failure of(String target, PlatformImage image, TargetResult result) {
        var failed = result instanceof TargetResult.Untold untold
                ? new TargetResult.Failed(Optional.empty(), untold.other(), List.of())
                : (TargetResult.Failed) result;
        if (failed.step().isEmpty() && end.killed().isPresent()) {
            return killed(target, image);
        }
        Failure failure = steps.failure(image, failed.step(), failed.error(), failed.lastLines());
        if (failure.kind() == FailureKind.DEFINITION) {
            return failure;
        }
        if (!end.hasBegun()) {
            return ofBuilder("the builder wasn't reached: " + end.lastWords(), failure.lastLines());
        }
        // Where it is lost, buildx says so for one of its targets alone: the others' failure isn't that one's.
        return failure.kind() == FailureKind.BUILDER && failure.step().isEmpty()
                ? ofBuilder(
                        "the builder was lost: "
                                + TARGET.matcher(failed.error()).replaceFirst(""),
                        failure.lastLines())
                : failure;
    }

    /** Nobody here has ended it: the system may have, for want of memory. */
    private Failure killed(String target, PlatformImage image) {
        Optional<String> step = end.lastUnfinished(target);
        return new Failure(
                FailureKind.BUILDER,
                step,
                step.flatMap(name -> steps.at(image, name)),
                "buildx was killed (exit status " + end.killed().orElseThrow() + ")",
                Optional.of("see what killed it: the system, if it ran out of memory"),
                step.map(end.unfinished().getOrDefault(target, Map.of())::get).orElse(List.of()));
    }

    private static Failure ofBuilder(String error, List<String> lastLines) {
        return new Failure(
                FailureKind.BUILDER,
                Optional.empty(),
                Optional.empty(),
                error,
                Diagnosis.mend(FailureKind.BUILDER),
                lastLines);
    }
}
