package ai.gpustack.runner.report;

import ai.gpustack.runner.build.BuildState;
import ai.gpustack.runner.build.Failure;
import ai.gpustack.runner.build.FailureKind;
import ai.gpustack.runner.build.PlatformBuild;
import ai.gpustack.runner.build.PlatformBuild.Attempt;
import ai.gpustack.runner.build.PlatformBuild.Run;
import ai.gpustack.runner.build.PlatformBuild.Size;
import ai.gpustack.runner.plan.ImageName;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.SamplePlatformImage;
import java.util.List;
import java.util.Optional;

/** Platform images, and what became of them. */
final class PlatformBuilds {

    static final String AMD64 = "linux/amd64";
    static final String ARM64 = "linux/arm64";

    private PlatformBuilds() {}

    static PlatformImage image(String service, String platform) {
        return SamplePlatformImage.of(
                ImageName.of("cpu", "12.15", "", service, "1.0"), platform, "a".repeat(64), "b".repeat(64));
    }

    private static PlatformBuild of(PlatformImage image, BuildState state, String why) {
        return PlatformBuild.of(
                image.platform().toString(), image.reference().toString(), image.id(), "registry", state, why);
    }

    private static Run run(PlatformImage image, double seconds, List<Attempt> attempts) {
        return new Run(
                "2026-01-31T12:00:00Z",
                seconds,
                Optional.empty(),
                attempts,
                List.of(),
                Optional.of("logs/" + image.tag() + ".log"));
    }

    private static Attempt attempt(double seconds, Optional<String> failure, double wait) {
        return new Attempt("2026-01-31T12:00:00Z", seconds, failure, failure.map(f -> FailureKind.NETWORK), wait);
    }

    static PlatformBuild built(PlatformImage image, double seconds, long bytes) {
        return of(image, BuildState.BUILT, "never built")
                .withRun(Optional.of(run(image, seconds, List.of(attempt(seconds, Optional.empty(), 0)))))
                .withSize(Optional.of(new Size(bytes, List.of())));
    }

    static PlatformBuild builtAtTheSecondAttempt(PlatformImage image) {
        return of(image, BuildState.BUILT, "never built")
                .withRun(Optional.of(run(
                        image,
                        75,
                        List.of(
                                attempt(60, Optional.of("503 Service Unavailable"), 8),
                                attempt(7, Optional.empty(), 0)))));
    }

    static PlatformBuild upToDate(PlatformImage image) {
        return of(image, BuildState.UP_TO_DATE, "it is there with this id")
                .withSize(Optional.of(new Size(1_234_000_000L, List.of())));
    }

    static PlatformBuild notStarted(PlatformImage image, String why) {
        return of(image, BuildState.NOT_STARTED, why);
    }

    static PlatformBuild failed(PlatformImage image, Failure failure) {
        return of(image, BuildState.FAILED, "never built")
                .withRun(Optional.of(run(image, 12.5, List.of(attempt(12.5, Optional.of(failure.error()), 0)))))
                .withFailure(failure);
    }

    static Failure failedPush(String error) {
        return new Failure(
                FailureKind.NETWORK,
                Optional.of("exporting to image"),
                Optional.empty(),
                error,
                Optional.empty(),
                List.of());
    }

    static PlatformBuild failedToPush(PlatformImage image) {
        var failure = new Failure(
                FailureKind.NETWORK,
                Optional.empty(),
                Optional.empty(),
                "failed to push: 502 Bad Gateway",
                Optional.of("look at the registry's own log"),
                List.of());
        return of(image, BuildState.FAILED, "arg X 1 -> 2")
                .withRun(Optional.of(run(
                        image,
                        200,
                        List.of(
                                attempt(60, Optional.of("503 Service Unavailable"), 8),
                                attempt(60, Optional.of("failed to push: 502 Bad Gateway"), 0)))))
                .withFailure(failure);
    }

    /** A step that failed, with the lines that it printed last. */
    static Failure brokenStep(String step, List<String> lastLines) {
        return new Failure(
                FailureKind.STEP,
                Optional.of(step),
                Optional.of("pack/cpu/Dockerfile:12"),
                "process \"/bin/bash -eo pipefail -c false\" did not complete successfully: exit code: 3",
                Optional.empty(),
                lastLines);
    }
}
