package ai.gpustack.runner.plan;

import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What would be built.
 *
 * @param images the images with at least one selected platform, in the matrix's order
 * @param problems everything that is wrong or worth knowing, matrix and Dockerfiles included
 * @param collisions those of the problems that are two images with one tag, the first by platform tag, in the plan's order
 */
public record Plan(List<RunnerImage> images, List<Problem> problems, Map<String, Problem> collisions) {

    public Plan {
        collisions = Collections.unmodifiableMap(new LinkedHashMap<>(collisions));
    }

    /**
     * A plan without collisions.
     *
     * @param images the images with at least one selected platform, in the matrix's order
     * @param problems everything that is wrong or worth knowing
     */
    public Plan(List<RunnerImage> images, List<Problem> problems) {
        this(images, problems, Map.of());
    }

    /** {@return the platform images that were asked for, in the matrix's order} */
    public List<PlatformImage> selected() {
        return images.stream().flatMap(image -> image.selected().stream()).toList();
    }

    /** {@return the problems that are errors} */
    public List<Problem> errors() {
        return problems.stream().filter(Problem::isError).toList();
    }

    /** {@return whether nothing is wrong but that images have one tag: what each would be is known nevertheless} */
    public boolean hasNoErrorButCollisions() {
        return errors().stream().allMatch(problem -> problem.kind().equals(Optional.of(ProblemKind.COLLISION)));
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
