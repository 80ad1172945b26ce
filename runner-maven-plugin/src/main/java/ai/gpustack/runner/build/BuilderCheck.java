package ai.gpustack.runner.build;

import ai.gpustack.runner.buildx.BuilderState;
import ai.gpustack.runner.buildx.Buildx;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is known of a builder before it is asked to build.
 *
 * @param problem why it can't be used at all
 * @param emulation what it would emulate and may not
 */
record BuilderCheck(Optional<BrokenEnvironment> problem, List<Problem> emulation) {

    /** Looks at a builder. */
    static BuilderCheck of(Buildx buildx, Optional<String> name, List<PlatformImage> images, boolean mayEmulate) {
        BuilderState state;
        try {
            state = buildx.inspect(name);
        } catch (BrokenEnvironment e) {
            return new BuilderCheck(Optional.of(e), List.of());
        }
        if (!state.isRunning()) {
            String nodes = state.nodes().stream()
                    .filter(node -> !node.isRunning())
                    .map(node -> node.name() + " at " + node.endpoint() + " is "
                            + (node.status().isEmpty() ? "unknown" : node.status()))
                    .collect(Collectors.joining(", "));
            return new BuilderCheck(
                    Optional.of(new BrokenEnvironment(
                            "builder " + state.name() + " can't be used: " + nodes,
                            "start it, or name another with -Drunner.builder=NAME ('docker buildx ls' lists them)")),
                    List.of());
        }
        return new BuilderCheck(Optional.empty(), mayEmulate ? List.of() : emulated(state, images));
    }

    private static List<Problem> emulated(BuilderState state, List<PlatformImage> images) {
        return images.stream()
                .map(PlatformImage::platform)
                .distinct()
                .filter(platform -> !state.isNative(platform))
                .map(platform -> Problem.error(
                        Location.of("builder " + state.name()),
                        "has no machine for " + platform + ", and would emulate it, many times slower",
                        "give that platform a builder of its own with -Drunner.builder." + platform
                                + "=NAME, leave it out with -Dplatform=…, or allow it with -Drunner.emulation"))
                .toList();
    }

    /** Refuses to build anything where something would be emulated that may not. */
    static void refuseEmulation(List<BuilderCheck> checks) {
        List<Problem> problems =
                checks.stream().flatMap(check -> check.emulation().stream()).toList();
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
    }
}
