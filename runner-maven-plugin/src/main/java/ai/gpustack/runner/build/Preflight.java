package ai.gpustack.runner.build;

import ai.gpustack.runner.buildx.BuilderState;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.source.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What is known before anything is built.
 *
 * @param usable the targets whose builders can be used, with their images, by builder; empty where none can
 * @param replicated the builders of those whose bakes may each come to another machine, with a cache of its own
 * @param broken the images whose builders can't be used, by what is wrong with the builder
 * @param problems what is wrong: with an error among them, nothing may be built
 */
record Preflight(
        Map<Optional<String>, Map<String, PlatformImage>> usable,
        Set<Optional<String>> replicated,
        Map<BrokenEnvironment, List<PlatformImage>> broken,
        List<Problem> problems) {

    /**
     * Looks at the builders, and at what steps need.
     *
     * @param missing what is going to be built of it, by target
     * @param settings how
     * @param preparation knows the builders; they are waited for
     * @param size the size that an earlier build recorded
     * @param access knows what the images' steps need
     * @return what is known
     */
    static Preflight of(
            Map<String, PlatformImage> missing,
            BuildSettings settings,
            Preparation preparation,
            Function<PlatformImage, Optional<PlatformBuild.Size>> size,
            AccessCheck access) {
        var usable = new LinkedHashMap<Optional<String>, Map<String, PlatformImage>>();
        var replicated = new HashSet<Optional<String>>();
        var broken = new LinkedHashMap<BrokenEnvironment, List<PlatformImage>>();
        var problems = new ArrayList<>(access.missing(List.copyOf(missing.values())));
        settings.builders().divide(missing).forEach((name, targets) -> {
            List<PlatformImage> images = List.copyOf(targets.values());
            BuilderCheck check = preparation.of(name);
            if (check.problem().isPresent()) {
                broken.put(check.problem().get(), images);
                return;
            }
            usable.put(name, targets);
            if (check.state().filter(BuilderState::isReplicated).isPresent()) {
                replicated.add(name);
            }
            if (!settings.emulation()) {
                problems.addAll(check.emulated(images));
            }
            check.lackOfRoom(DiskForecast.of(images, size)).ifPresent(problems::add);
        });
        unwritableCache(settings).ifPresent(problems::add);
        return new Preflight(usable, replicated, broken, problems);
    }

    /** BuildKit's session names the folder in a header of its own (tried, 0.34.2: "value with non-printable ASCII characters"). */
    private static Optional<Problem> unwritableCache(BuildSettings settings) {
        return settings.caches().kind() == Caches.Kind.LOCAL
                        && !StandardCharsets.US_ASCII
                                .newEncoder()
                                .canEncode(settings.caches().place())
                ? Optional.of(Problem.warning(
                        settings.access().places().of("runner.cache", "local"),
                        "BuildKit writes no cache to a folder whose path isn't ASCII: "
                                + settings.caches().place(),
                        "build in a folder with another path, or with -Drunner.cache=registry"))
                : Optional.empty();
    }

    /** Why nothing may be built. */
    List<Problem> errors() {
        return problems.stream().filter(Problem::isError).toList();
    }

    /** What there is to know beside that. */
    List<Problem> remarks() {
        return problems.stream().filter(problem -> !problem.isError()).toList();
    }
}
