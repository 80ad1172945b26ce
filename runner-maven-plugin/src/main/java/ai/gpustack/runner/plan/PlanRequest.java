package ai.gpustack.runner.plan;

import ai.gpustack.runner.matrix.Matrix;
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
 */
public record PlanRequest(
        Matrix matrix,
        Pack pack,
        Selection selection,
        Map<String, String> overrides,
        String repository,
        String staging) {}
