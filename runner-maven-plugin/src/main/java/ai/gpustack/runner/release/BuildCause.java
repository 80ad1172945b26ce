package ai.gpustack.runner.release;

import ai.gpustack.runner.build.BuildReport;
import ai.gpustack.runner.build.BuildState;
import ai.gpustack.runner.build.Cause;
import ai.gpustack.runner.plan.PlatformImage;
import java.util.Optional;

/**
 * Why a platform image isn't there, as far as a report knows.
 *
 * @param isFailure whether its build failed, rather than wasn't begun or was ended
 * @param sentence what happened
 */
record BuildCause(boolean isFailure, String sentence) {

    /**
     * The cause, unless what was recorded is of something else than the plan asks for.
     *
     * @param image the platform image
     * @param recorded what a report says of its image
     * @return the cause; empty if the report knows none
     */
    static Optional<BuildCause> of(PlatformImage image, BuildReport.Image recorded) {
        return recorded.platformImage(image.platform().toString())
                .filter(build -> build.id().equals(image.id()) && !build.state().isThere())
                .map(build -> build.state() == BuildState.FAILED
                        ? new BuildCause(true, "its build failed: " + Cause.of(build))
                        : new BuildCause(false, "it wasn't built: " + Cause.of(build)));
    }

    @Override
    public String toString() {
        return sentence;
    }
}
