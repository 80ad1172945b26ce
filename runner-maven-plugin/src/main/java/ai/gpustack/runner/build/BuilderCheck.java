package ai.gpustack.runner.build;

import ai.gpustack.runner.buildx.BuilderState;
import ai.gpustack.runner.buildx.Buildx;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.source.Count;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * What is known of a builder before it is asked to build.
 *
 * @param state the builder; empty where it couldn't be asked
 * @param problem why it can't be used at all
 * @param room what its disk has free, where that is known
 * @param reclaimable tells how many bytes its cache could give up, where that is known; takes its time
 */
record BuilderCheck(
        Optional<BuilderState> state,
        Optional<BrokenEnvironment> problem,
        Optional<BuilderDisk.Room> room,
        Supplier<OptionalLong> reclaimable) {

    /** Looks at a builder. */
    static BuilderCheck of(Buildx buildx, Optional<String> name, BuilderDisk disk) {
        BuilderState state;
        try {
            state = buildx.inspect(name);
        } catch (BrokenEnvironment e) {
            return new BuilderCheck(Optional.empty(), Optional.of(e), Optional.empty(), OptionalLong::empty);
        }
        if (state.trouble().isPresent()) {
            return new BuilderCheck(
                    Optional.of(state),
                    Optional.of(new BrokenEnvironment(
                            "builder " + state.name() + " can't be used: "
                                    + state.trouble().get(),
                            start(state)
                                    + ", or name another with -Drunner.builder=NAME ('docker buildx ls' lists them)")),
                    Optional.empty(),
                    OptionalLong::empty);
        }
        return new BuilderCheck(Optional.of(state), Optional.empty(), disk.of(state), () -> buildx.reclaimable(name));
    }

    /** Of a remote builder buildx says the same, whatever is wrong with the connection (tried, 0.38.2: another authority's certificate, none). */
    private static String start(BuilderState state) {
        return state.driver().equals("remote")
                ? "start it; or, if it runs, see whether its address is right, and whether each side accepts the other's"
                        + " certificate"
                : "start it";
    }

    /** What is wrong with building some images there where nothing may be emulated: nothing, if it couldn't be asked. */
    List<Problem> emulated(List<PlatformImage> images) {
        if (problem.isPresent()) {
            return List.of();
        }
        BuilderState asked = state.orElseThrow();
        return images.stream()
                .map(PlatformImage::platform)
                .distinct()
                .filter(platform -> !asked.isNative(platform))
                .map(platform -> Problem.error(
                        Location.of("builder " + asked.name()),
                        "has no machine for " + platform + ", and would emulate it, many times slower",
                        "give that platform a builder of its own with -Drunner.builder." + platform
                                + "=NAME, leave it out with -Dplatform=…, or allow it with -Drunner.emulation"))
                .toList();
    }

    /**
     * What is wrong with a builder that is going to keep more than its disk has room for, as far as that is known. What its cache has may be
     * part of what is going to be built, and may make way for it: only what doesn't fit in its place either can't work.
     */
    Optional<Problem> lackOfRoom(DiskForecast forecast) {
        return room.filter(free -> forecast.known() > 0 && free.bytes() < forecast.bytes())
                .map(free -> lackOfRoom(forecast, free, reclaimable.get()));
    }

    private Problem lackOfRoom(DiskForecast forecast, BuilderDisk.Room free, OptionalLong cached) {
        Location at = Location.of("builder " + state.orElseThrow().name());
        String what = "has " + DiskForecast.gigabytes(free.bytes()) + " free at " + free.where()
                + (cached.isPresent()
                        ? " and " + DiskForecast.gigabytes(cached.getAsLong()) + " in a cache that it can give up"
                        : "")
                + ", and "
                + Count.of(forecast.known(), "image") + " may take " + forecast
                + " there, by what earlier builds measured";
        String room = "make room ('docker buildx du', 'docker buildx prune')";
        return free.bytes() + cached.orElse(0) < forecast.bytes()
                ? Problem.error(at, what, room + ", select fewer, or build all the same with -Drunner.ignoreDiskSpace")
                : Problem.warning(at, what, "if its disk runs full, " + room);
    }
}
