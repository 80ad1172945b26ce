package ai.gpustack.runner.mojo;

import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.release.SmokeTestReader;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        Plan plan = planWithProblems();
        var problems = new ArrayList<>(plan.errors());
        plan.images().stream()
                .map(image -> pack().testFile(image.name().backend(), image.name().service()))
                .distinct()
                .filter(Files::exists)
                .forEach(file -> problems.addAll(problemsOf(file)));
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        getLog().info("valid: " + plan.images().size() + " images, "
                + plan.selected().size() + " platform images");
    }

    private List<Problem> problemsOf(Path smokeTests) {
        try {
            SmokeTestReader.read(smokeTests, pack().shown(smokeTests));
            return List.of();
        } catch (InvalidInput e) {
            return e.problems();
        }
    }
}
