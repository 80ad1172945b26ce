package ai.gpustack.runner.plan;

import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Problem;
import java.util.List;

/**
 * What would be built.
 *
 * @param images the images with at least one selected platform, in the matrix's order
 * @param problems everything that is wrong or worth knowing, matrix and Dockerfiles included
 */
public record Plan(List<RunnerImage> images, List<Problem> problems) {

    /** {@return the platform images that were asked for, in the matrix's order} */
    public List<PlatformImage> selected() {
        return images.stream().flatMap(image -> image.selected().stream()).toList();
    }

    /** {@return the problems that are errors} */
    public List<Problem> errors() {
        return problems.stream().filter(Problem::isError).toList();
    }

    /**
     * The plan, if it may be carried out.
     *
     * @return this plan
     * @throws InvalidInput with every problem if one of them is an error
     */
    public Plan orThrow() {
        if (!errors().isEmpty()) {
            throw new InvalidInput(errors());
        }
        return this;
    }
}
