package ai.gpustack.runner.plan;

import ai.gpustack.runner.matrix.Matrix;
import ai.gpustack.runner.source.OptionPlaces;
import java.util.Map;

/**
 * All that a plan is made of.
 *
 * @param matrix what exists
 * @param pack how it is built
 * @param selection which part is meant
 * @param overrides build arguments that win over the matrix's, by name
 * @param repository the repository of the images, with its registry
 * @param staging the repository of the id tags; the same unless the user wants another
 * @param bases the base images that are pinned
 * @param options options of the build
 * @param places where selection, overrides and options were given
 */
public record PlanRequest(
        Matrix matrix,
        Pack pack,
        Selection selection,
        Map<String, String> overrides,
        String repository,
        String staging,
        BasesLock bases,
        BuildOptions options,
        OptionPlaces places) {

    /**
     * A request without pinned base images and options.
     *
     * @param matrix what exists
     * @param pack how it is built
     * @param selection which part is meant
     * @param overrides build arguments that win over the matrix's, by name
     * @param repository the repository of the images, with its registry
     * @param staging the repository of the id tags
     */
    public PlanRequest(
            Matrix matrix,
            Pack pack,
            Selection selection,
            Map<String, String> overrides,
            String repository,
            String staging) {
        this(
                matrix,
                pack,
                selection,
                overrides,
                repository,
                staging,
                BasesLock.absent(BasesLock.NAME),
                BuildOptions.NONE,
                OptionPlaces.COMMAND_LINE);
    }

    /** {@return the same for all that there is, with the matrix's own build arguments} */
    public PlanRequest ofEverything() {
        return new PlanRequest(matrix, pack, Selection.ALL, Map.of(), repository, staging, bases, options, places);
    }

    /** {@return the same for all that there is, with whatever is given beside} */
    PlanRequest ofEachRule() {
        return new PlanRequest(matrix, pack, Selection.ALL, overrides, repository, staging, bases, options, places);
    }

    /**
     * Whether a plan names every base image that the files name.
     *
     * @return whether all is selected, and nothing is given that may put another image, or a build context, in a base's place
     */
    public boolean namesEveryBase() {
        return selection.isEverything()
                && overrides.isEmpty()
                && options.contexts().isEmpty();
    }

    /**
     * The same with other pinned base images.
     *
     * @param others the base images that are pinned
     * @return a new request
     */
    public PlanRequest with(BasesLock others) {
        return new PlanRequest(matrix, pack, selection, overrides, repository, staging, others, options, places);
    }

    /**
     * The same with other options of the build.
     *
     * @param others the options
     * @return a new request
     */
    public PlanRequest with(BuildOptions others) {
        return new PlanRequest(matrix, pack, selection, overrides, repository, staging, bases, others, places);
    }
}
