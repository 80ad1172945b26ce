package ai.gpustack.runner.build;

import ai.gpustack.runner.buildx.BuilderState;
import ai.gpustack.runner.buildx.Buildx;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.source.Count;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is known of a builder before it is asked to build.
 *
 * @param state the builder; empty where it couldn't be asked
 * @param problem why it can't be used at all
 * @param emulation what it would emulate and may not
 */
record BuilderCheck(Optional<BuilderState> state, Optional<BrokenEnvironment> problem, List<Problem> emulation) {

    /** Looks at a builder. */
    static BuilderCheck of(Buildx buildx, Optional<String> name, List<PlatformImage> images, boolean mayEmulate) {
        BuilderState state;
        try {
            state = buildx.inspect(name);
        } catch (BrokenEnvironment e) {
            return new BuilderCheck(Optional.empty(), Optional.of(e), List.of());
        }
        if (!state.isRunning()) {
            String nodes = state.nodes().stream()
                    .filter(node -> !node.isRunning())
                    .map(node -> node.name() + " at " + node.endpoint() + " is "
                            + (node.status().isEmpty() ? "unknown" : node.status()))
                    .collect(Collectors.joining(", "));
            return new BuilderCheck(
                    Optional.of(state),
                    Optional.of(new BrokenEnvironment(
                            "builder " + state.name() + " can't be used: " + nodes,
                            "start it, or name another with -Drunner.builder=NAME ('docker buildx ls' lists them)")),
                    List.of());
        }
        return new BuilderCheck(Optional.of(state), Optional.empty(), mayEmulate ? List.of() : emulated(state, images));
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

    /** Refuses to build anything where it can't all fit on a builder's disk. */
    static void refuseLackOfRoom(List<BuilderCheck> checks, List<DiskForecast> forecasts, BuilderDisk disk) {
        var problems = new ArrayList<Problem>();
        for (int i = 0; i < checks.size(); i++) {
            DiskForecast forecast = forecasts.get(i);
            Optional<BuilderState> state = checks.get(i).state().filter(known -> forecast.known() > 0);
            state.flatMap(disk::of)
                    .filter(room -> room.bytes() < forecast.bytes())
                    .ifPresent(room -> problems.add(Problem.error(
                            Location.of("builder " + state.get().name()),
                            "has " + DiskForecast.gigabytes(room.bytes()) + " free at " + room.where() + ", and "
                                    + Count.of(forecast.known(), "image") + " may take " + forecast
                                    + " there, by what earlier builds measured",
                            "make room ('docker buildx du', 'docker buildx prune'), select fewer, or build all the same with"
                                    + " -Drunner.ignoreDiskSpace")));
        }
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
    }
}
