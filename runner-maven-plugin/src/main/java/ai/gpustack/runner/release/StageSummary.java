package ai.gpustack.runner.release;

import ai.gpustack.runner.build.BuildReport.Step;
import java.util.List;

/**
 * How a goal ended that takes a step with each image.
 *
 * @param steps what became of each image, in the plan's order
 * @param isUnfinished whether a step couldn't be taken for want of what goals before it would have done, had they been run
 */
public record StageSummary(List<Step> steps, boolean isUnfinished) {

    public StageSummary {
        steps = List.copyOf(steps);
    }

    /** {@return whether a step failed, or couldn't be taken} */
    public boolean isBad() {
        return steps.stream().anyMatch(step -> !step.state().isGood());
    }
}
