package ai.gpustack.runner.build;

import static java.util.stream.Collectors.groupingBy;

import ai.gpustack.runner.build.BuildReport.Image;
import ai.gpustack.runner.build.BuildReport.PlatformTest;
import ai.gpustack.runner.build.BuildReport.Step;
import ai.gpustack.runner.build.BuildReport.StepState;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * This run's report and those of other machines as one. Where several know of the same thing, one is chosen, whole, by an order in
 * which no two that differ are equal: so the order of the reports doesn't matter, and what is merged once more stays as it is.
 *
 * <ul>
 *   <li>A build of what the plan asks for counts more than one of another id, and a pushed image more than one that only its own
 *       machine has. Then the latest end counts, by the machines' clocks: a job that is run again mends what it failed at. An image
 *       that was found up to date was there when it was looked for, and needs no clock. One that wasn't started says nothing.
 *   <li>A {@code -dev} index or release that this run made, or failed to, counts; else one that succeeded anywhere. What a report
 *       says of an image of which it has another id than the plan's is about an earlier image, and isn't taken over.
 *   <li>A test of the {@code -dev} image's own digest counts more than one of another digest, one that ran more than one that
 *       didn't, then this run's, then a native one, then one that passed.
 * </ul>
 */
public final class ReportMerge {

    /** The platform images that the plan asks for: their ids, by reference. */
    private final Map<String, String> planned;

    private ReportMerge(Map<String, String> planned) {
        this.planned = planned;
    }

    /**
     * Merges.
     *
     * @param own this run's report
     * @param others those of the runs that it continues, in any order
     * @param planned the ids of the platform images that the plan asks for, by reference
     * @return all images of all of them: this report's in its order, then the others' by name
     */
    public static BuildReport of(BuildReport own, Collection<BuildReport> others, Map<String, String> planned) {
        var merge = new ReportMerge(planned);
        List<Image> all =
                others.stream().flatMap(each -> each.images().stream()).toList();
        // By name, once: a release has thousands of images.
        Map<String, List<Image>> theirs = all.stream().collect(groupingBy(Image::reference));
        Map<String, Image> mine = new HashMap<>();
        own.images().forEach(each -> mine.put(each.reference(), each));
        List<Image> merged = keys(own.images(), all, Image::reference).stream()
                .map(reference -> merge.image(
                        mine.getOrDefault(reference, Image.of(reference)), theirs.getOrDefault(reference, List.of())))
                .toList();
        return new BuildReport(BuildReport.SCHEMA_VERSION, merged);
    }

    private Image image(Image own, List<Image> others) {
        List<Image> current = others.stream()
                .map(each -> isOutdated(each) ? each.withoutSteps() : each)
                .toList();
        Optional<Step> manifest = step(own, current, Image::manifest);
        Optional<String> digest = manifest.flatMap(Step::digest);
        return new Image(
                own.reference(),
                best(own, others, Image::platformImages, PlatformBuild::platform, mine -> builds()),
                manifest,
                best(own, current, Image::tests, PlatformTest::platform, mine -> tests(digest, mine)),
                step(own, current, Image::promotion));
    }

    /** For each platform, the greatest of what is known of it. */
    private static <T> List<T> best(
            Image own,
            List<Image> others,
            Function<Image, List<T>> part,
            Function<T, String> platform,
            Function<List<T>, Comparator<T>> order) {
        List<T> mine = part.apply(own);
        List<T> theirs =
                others.stream().flatMap(each -> part.apply(each).stream()).toList();
        var best = new LinkedHashMap<String, T>();
        keys(mine, theirs, platform).forEach(key -> best.put(key, null));
        Comparator<T> chosen = order.apply(mine);
        Stream.concat(mine.stream(), theirs.stream())
                .forEach(each -> best.merge(platform.apply(each), each, (a, b) -> chosen.compare(a, b) >= 0 ? a : b));
        return List.copyOf(best.values());
    }

    /** What this run's report has, in its order, then what only others have, sorted: their own order isn't to matter. */
    private static <T> Collection<String> keys(List<T> mine, List<T> theirs, Function<T, String> key) {
        var keys = new LinkedHashSet<>(mine.stream().map(key).toList());
        keys.addAll(new TreeSet<>(theirs.stream().map(key).toList()));
        return keys;
    }

    private boolean isOutdated(Image image) {
        return image.platformImages().stream().anyMatch(this::isOutdated);
    }

    private boolean isOutdated(PlatformBuild build) {
        return !planned.getOrDefault(build.reference(), build.id()).equals(build.id());
    }

    private Comparator<PlatformBuild> builds() {
        return Comparator.<PlatformBuild, Boolean>comparing(build -> !isOutdated(build))
                .thenComparing(build -> build.destination().equals("registry"))
                .thenComparing(ReportMerge::evidence)
                .thenComparing(ReportMerge::ended)
                .thenComparing(build -> build.state().isThere())
                .thenComparing(PlatformBuild::toString);
    }

    private static int evidence(PlatformBuild build) {
        return switch (build.state()) {
            case NOT_STARTED -> 0;
            case BUILT, FAILED -> 1;
            case UP_TO_DATE -> 2;
        };
    }

    private static Instant ended(PlatformBuild build) {
        try {
            return build.run()
                    .map(run -> Instant.parse(run.started()).plus(Duration.ofMillis(Math.round(run.seconds() * 1000))))
                    .orElse(Instant.EPOCH);
        } catch (DateTimeException e) {
            return Instant.EPOCH; // a report that somebody has written by hand: it has no say
        }
    }

    private static Optional<Step> step(Image own, List<Image> others, Function<Image, Optional<Step>> part) {
        return part.apply(own)
                .or(() -> others.stream()
                        .flatMap(each -> part.apply(each).stream())
                        .max(Comparator.<Step, Boolean>comparing(
                                        step -> step.state().isGood())
                                .thenComparing(Step::state, Comparator.reverseOrder())
                                .thenComparing(Step::toString)));
    }

    private static Comparator<PlatformTest> tests(Optional<String> digest, List<PlatformTest> mine) {
        return Comparator.<PlatformTest, Boolean>comparing(test -> digest.isEmpty()
                        || test.digest().isEmpty()
                        || test.digest().equals(digest))
                .thenComparing(ReportMerge::ran)
                .thenComparing(test -> ran(test) && mine.contains(test))
                .thenComparing(test -> !test.emulated())
                .thenComparing(test -> test.state().isGood())
                .thenComparing(PlatformTest::state, Comparator.reverseOrder())
                .thenComparing(PlatformTest::toString);
    }

    private static boolean ran(PlatformTest test) {
        return test.state() != StepState.WITHHELD && test.state() != StepState.NOT_RUN;
    }
}
