package ai.gpustack.runner.buildx;

import java.util.List;
import java.util.Optional;

/** How one target of a bake ended. */
public sealed interface TargetResult {

    /**
     * The image was built and exported.
     *
     * @param digest the manifest's digest; empty where buildx was ended before it had said it
     */
    record Built(Optional<String> digest) implements TargetResult {}

    /**
     * The image could not be built or exported.
     *
     * @param step the step that failed, as BuildKit names it; empty if no step did
     * @param error what BuildKit says went wrong
     * @param lastLines the last lines that the step printed
     */
    record Failed(Optional<String> step, String error, List<String> lastLines) implements TargetResult {}

    /**
     * The image could not be built or exported, and buildx says why for another target alone: of those that no step failed for, it tells of
     * one (measured, 0.38.2).
     *
     * @param other what it says of the other one
     */
    record Untold(String other) implements TargetResult {}

    /**
     * The target wasn't begun, or was given up before it ended, through no fault of its own.
     *
     * @param reason why
     */
    record NotStarted(String reason) implements TargetResult {}
}
