package ai.gpustack.runner.build;

import static java.util.stream.Collectors.groupingBy;

import ai.gpustack.runner.build.BuildReport.Image;
import ai.gpustack.runner.build.BuildReport.PlatformTest;
import ai.gpustack.runner.build.BuildReport.Step;
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
 * This run's report and those of other machines as one. Where several know of the same thing, one is chosen, whole, by what was seen
 * and when, in an order in which no two that differ are equal. Whose report it was doesn't matter, nor does the order of the reports:
 * what is merged once more stays as it is, and what was taken over gives way to what is newer.
 *
 * <ul>
 *   <li>A build of what the plan asks for counts more than one of another id, and a pushed image more than one that only its own
 *       machine has. Then the latest end counts, by the machines' clocks: a job that is run again mends what it failed at. An image
 *       that was found up to date was there when it was looked for, and needs no clock. One that wasn't started says nothing.
 *   <li>Of several {@code -dev} indexes or releases the latest counts: the tag has moved since the others. What a report says of an
 *       image of which it has another id than the plan's is about an earlier image, and isn't taken over.
 *   <li>Tests of another digest than the index has are left out. A test that was run counts more than one that wasn't, a native one
 *       more than an emulated one, whatever they found: an emulator has no accelerator. Then the latest counts.
 * </ul>
 */
public final class ReportMerge {

    private static final Comparator<Step> STEPS = Comparator.<Step, Instant>comparing(
                    step -> step.time().orElse(Instant.EPOCH))
            .thenComparing(step -> step.state().isGood())
            .thenComparing(Step::state, Comparator.reverseOrder())
            .thenComparing(Step::toString);

    private static final Comparator<PlatformTest> TESTS = Comparator.<PlatformTest, Integer>comparing(
                    ReportMerge::evidence)
            .thenComparing(test -> !test.emulated())
            .thenComparing(test -> test.time().orElse(Instant.EPOCH))
            .thenComparing(test -> test.state().isGood())
            .thenComparing(PlatformTest::state, Comparator.reverseOrder())
            .thenComparing(PlatformTest::toString);

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
        Image mine = withoutWhatIsOutdated(own);
        List<Image> theirs = others.stream().map(this::withoutWhatIsOutdated).toList();
        Optional<Step> manifest = latest(mine, theirs, Image::manifest);
        Optional<String> digest = manifest.flatMap(Step::digest);
        var merged = new Image(
                own.reference(),
                best(own, others, Image::platformImages, PlatformBuild::platform, builds()),
                manifest,
                best(mine, theirs, image -> tests(image, digest), PlatformTest::platform, TESTS),
                latest(mine, theirs, Image::promotion));
        // Where nobody has built what the plan asks for, merging once more must not find more outdated than merging
        // once.
        return withoutWhatIsOutdated(merged);
    }

    /** For each platform, the greatest of what is known of it. */
    private static <T> List<T> best(
            Image own,
            List<Image> others,
            Function<Image, List<T>> part,
            Function<T, String> platform,
            Comparator<T> order) {
        List<T> mine = part.apply(own);
        List<T> theirs =
                others.stream().flatMap(each -> part.apply(each).stream()).toList();
        var best = new LinkedHashMap<String, T>();
        keys(mine, theirs, platform).forEach(key -> best.put(key, null));
        Stream.concat(mine.stream(), theirs.stream())
                .forEach(each -> best.merge(platform.apply(each), each, (a, b) -> order.compare(a, b) >= 0 ? a : b));
        return List.copyOf(best.values());
    }

    /** What this run's report has, in its order, then what only others have, sorted: their own order isn't to matter. */
    private static <T> Collection<String> keys(List<T> mine, List<T> theirs, Function<T, String> key) {
        var keys = new LinkedHashSet<>(mine.stream().map(key).toList());
        keys.addAll(new TreeSet<>(theirs.stream().map(key).toList()));
        return keys;
    }

    private Image withoutWhatIsOutdated(Image image) {
        return image.platformImages().stream().anyMatch(this::isOutdated) ? image.withoutSteps() : image;
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

    private static Optional<Step> latest(Image own, List<Image> others, Function<Image, Optional<Step>> part) {
        return Stream.concat(Stream.of(own), others.stream())
                .flatMap(each -> part.apply(each).stream())
                .max(STEPS);
    }

    /** The tests of what the index is now, and those that weren't run. */
    private static List<PlatformTest> tests(Image image, Optional<String> index) {
        return image.tests().stream()
                .filter(test -> index.isEmpty()
                        || test.digest().isEmpty()
                        || test.digest().equals(index))
                .toList();
    }

    /** A test without a digest that failed was kept from running: the image couldn't be pulled, say. */
    private static int evidence(PlatformTest test) {
        return switch (test.state()) {
            case WITHHELD, NOT_RUN -> 0;
            case DONE, UNCHANGED, FAILED -> test.digest().isPresent() ? 2 : 1;
        };
    }
}
