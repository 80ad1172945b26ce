package ai.gpustack.runner.mojo;

import ai.gpustack.runner.plan.Plan;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Checks matrix, Dockerfiles and smoke-test files, and says everything that is wrong with its place and how to mend it.
 * Needs no network and no engine.
 *
 * @since 0.1.0
 */
@Mojo(name = "validate", defaultPhase = LifecyclePhase.VALIDATE, requiresProject = false, threadSafe = true)
public final class ValidateMojo extends RunnerMojo {

    /**
     * Whether this goal is skipped.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.SKIP_VALIDATE, defaultValue = "false")
    private boolean skipValidate;

    @Override
    boolean isSkipped() {
        return skipValidate;
    }

    @Override
    void run() {
        Plan plan = plan();
        getLog().info("valid: " + plan.images().size() + " images, "
                + plan.selected().size() + " platform images");
    }
}
