package ai.gpustack.runner.release;

import ai.gpustack.runner.build.BuildReport;
import ai.gpustack.runner.build.BuildState;
import ai.gpustack.runner.build.Cause;
import ai.gpustack.runner.plan.PlatformImage;
import java.util.Optional;

/** Why a platform image isn't there, as far as a report knows. */
final class BuildCause {

    private BuildCause() {}

    /**
     * The cause, unless what was recorded is of something else than the plan asks for.
     *
     * @param image the platform image
     * @param recorded what a report says of its image
     * @return a sentence; empty if the report knows none
     */
    static Optional<String> of(PlatformImage image, BuildReport.Image recorded) {
        return recorded.platformImage(image.platform().toString())
                .filter(build -> build.id().equals(image.id()) && !build.state().isThere())
                .map(build -> (build.state() == BuildState.FAILED ? "its build failed: " : "it wasn't built: ")
                        + Cause.of(build));
    }
}
