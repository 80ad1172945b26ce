package ai.gpustack.runner.build;

import static java.util.stream.Collectors.toCollection;

import ai.gpustack.runner.plan.PlatformImage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Writes down what happens to each platform image: in its log, in the report, and to people. All builders write to one journal,
 * from several threads.
 */
final class Journal implements AutoCloseable {

    /** Why an image that no step was begun for isn't there. */
    static final String NOT_BEGUN = "its turn hadn't come when the build was ended";

    private final ReportFile report;
    private final BuildLogs logs;
    private final BuildListener people;
    private final String place;
    private final InstantSource clock;
    private final Consumer<PlatformImage> whenBuilt;
    /** By identity: an image's own hash covers all its inputs, and there are millions of lines. */
    private final IdentityHashMap<PlatformImage, Course> courses = new IdentityHashMap<>();
    /** What the report said before anything was to be built. */
    private BuildReport before;

    /**
     * A journal.
     *
     * @param report is kept up to date
     * @param logs take what steps print
     * @param people hear of it
     * @param place where images go, as the report calls it
     * @param clock tells the time
     * @param whenBuilt hears of each image that is built
     */
    Journal(
            ReportFile report,
            BuildLogs logs,
            BuildListener people,
            String place,
            InstantSource clock,
            Consumer<PlatformImage> whenBuilt) {
        this.report = report;
        this.before = report.get();
        this.logs = logs;
        this.people = people;
        this.place = place;
        this.clock = clock;
        this.whenBuilt = whenBuilt;
    }

    /** Images that are going to be built, and why. They are in the report before anything begins: a kill leaves them so. */
    synchronized void pending(Map<PlatformImage, String> why) {
        before = report.get();
        why.forEach((image, reason) -> courses.put(image, new Course(reason)));
        report.update(old -> {
            BuildReport now = old;
            for (PlatformImage image : why.keySet()) {
                PlatformBuild entry = entry(image, BuildState.NOT_STARTED, NOT_BEGUN);
                now = now.with(
                        BuildReport.reference(image),
                        known -> known.withoutSteps().with(entry.withSize(size(known, image))));
            }
            return now;
        });
    }

    /** Images that are there already. */
    synchronized void upToDate(Map<PlatformImage, PlatformBuild> builds) {
        report.update(old -> {
            BuildReport now = old;
            for (var found : builds.entrySet()) {
                now = now.with(
                        BuildReport.reference(found.getKey()),
                        known -> known.with(withWhatIsKnown(found.getValue(), known, found.getKey())));
            }
            return now;
        });
    }

    /** What an earlier run wrote down of the same image. */
    private static PlatformBuild withWhatIsKnown(PlatformBuild found, BuildReport.Image known, PlatformImage image) {
        return known.platformImage(image.platform().toString())
                .filter(earlier ->
                        earlier.id().equals(found.id()) && earlier.digest().equals(found.digest()))
                .map(earlier -> found.withBases(earlier.bases()))
                .orElse(found)
                .withSize(size(known, image));
    }

    /** A step of an image began, on a builder. */
    synchronized void step(PlatformImage image, Optional<String> builder, String step) {
        Course course = courses.get(image);
        log(image, step);
        if (course.step(builder, clock.instant()) && !course.isOver()) {
            // Whatever ends this run, even by force, leaves the report so.
            write(image, entry(image, BuildState.NOT_STARTED, "it was being built when the build was ended"));
            people.started(image, builder);
        }
        people.step(image, step);
    }

    /** A step printed a line, or something ended. */
    synchronized void line(PlatformImage image, String line) {
        log(image, line);
    }

    private void log(PlatformImage image, String line) {
        logs.line(image, line).ifPresent(trouble -> note(image, trouble));
    }

    /** Something went wrong that doesn't fail the image. */
    synchronized void warned(PlatformImage image, String warning) {
        note(image, warning);
        log(image, "warning: " + warning);
    }

    private void note(PlatformImage image, String warning) {
        Course course = courses.get(image);
        course.warned(warning);
        if (course.isOver()) {
            // A cache is written after the image has been pushed.
            changeAll(
                    Map.of(image, course.warnings()),
                    (build, warnings) -> build.withRun(build.run().map(run -> run.withWarnings(warnings))));
        }
    }

    /** Whether it is built, or failed for good, or was given up. */
    synchronized boolean isOver(PlatformImage image) {
        return courses.get(image).isOver();
    }

    /** How many attempts have failed. */
    synchronized int attempts(PlatformImage image) {
        return courses.get(image).attempts();
    }

    /** An attempt failed and there will be another, after a wait. */
    synchronized void retrying(PlatformImage image, Failure failure, Duration wait) {
        Course course = courses.get(image);
        course.attemptEnded(Optional.of(failure), wait, clock.instant());
        course.waits();
        log(
                image,
                "attempt failed (" + failure.kind() + "): " + failure.error() + "; the next one in "
                        + Course.seconds(wait) + " s");
        // Whatever ends this run in the meantime, what the attempt failed with is known.
        write(image, entry(image, BuildState.NOT_STARTED, course.whyWaiting()));
        people.retrying(image, failure.error(), wait);
    }

    /** An image is where it belongs. */
    synchronized void built(PlatformImage image, Optional<String> digest) {
        Course course = courses.get(image);
        if (!course.isOver()) {
            course.attemptEnded(Optional.empty(), Duration.ZERO, clock.instant());
            over(image, entry(image, BuildState.BUILT, course.why()).withDigest(digest));
            whenBuilt.accept(image);
        }
    }

    /** An image can't be built. */
    synchronized void failed(PlatformImage image, Failure failure) {
        Course course = courses.get(image);
        if (!course.isOver()) {
            course.attemptEnded(Optional.of(failure), Duration.ZERO, clock.instant());
            over(image, entry(image, BuildState.FAILED, course.why()).withFailure(failure));
        }
    }

    /** An image that has failed printed this last: of a step that prints a lot, lines come after its end (measured). */
    synchronized void printedLast(PlatformImage image, List<String> lastLines) {
        if (recorded(image)
                .failure()
                .map(Failure::lastLines)
                .filter(lastLines::equals)
                .isPresent()) {
            return;
        }
        changeAll(
                Map.of(image, lastLines),
                (build, lines) -> build.failure()
                        .map(known -> build.withFailure(new Failure(
                                known.kind(), known.step(), known.at(), known.error(), known.mend(), lines)))
                        .orElse(build));
    }

    /** An image wasn't begun, or was given up through no fault of its own. */
    synchronized void givenUp(PlatformImage image, String reason) {
        if (!courses.get(image).isOver()) {
            over(image, entry(image, BuildState.NOT_STARTED, reason));
        }
    }

    /** An image hadn't come to anything when the bake that it was in was ended. */
    synchronized void waitsForItsTurn(PlatformImage image) {
        courses.get(image).waits();
    }

    /** An image failed, and is built by itself to be told what for. */
    synchronized void asksAlone(PlatformImage image) {
        courses.get(image).waits(); // its time begins anew
        log(image, "it failed, and buildx said only why another image did: it is built alone");
    }

    /** An image wasn't tried again. */
    synchronized void notTriedAgain(PlatformImage image) {
        givenUp(image, courses.get(image).whyWaiting());
    }

    /**
     * Nothing is built at all. People hear of it once, from whoever refuses. What an earlier build has made is still there where it went
     * to another place, or is only to be built anew: the report goes on saying so.
     *
     * @param images all that were to be built
     * @param isMissing whether they aren't where this run looked for them
     * @param reason why they aren't built
     */
    synchronized void refused(Collection<PlatformImage> images, boolean isMissing, String reason) {
        Map<PlatformImage, PlatformBuild> kept = new LinkedHashMap<>();
        Map<PlatformImage, String> gone = new LinkedHashMap<>();
        images.forEach(image -> stillThere(image, isMissing)
                .ifPresentOrElse(build -> kept.put(image, build), () -> gone.put(image, reason)));
        changeAll(kept, (now, build) -> build);
        changeAll(gone, PlatformBuild::withWhy);
        Set<String> whole =
                kept.keySet().stream().map(BuildReport::reference).collect(toCollection(LinkedHashSet::new));
        gone.keySet().forEach(image -> whole.remove(BuildReport.reference(image)));
        report.update(old -> {
            BuildReport now = old;
            for (String reference : whole) {
                now = now.with(reference, known -> before.image(reference)); // with what was made of it
            }
            return now;
        });
    }

    private Optional<PlatformBuild> stillThere(PlatformImage image, boolean isMissing) {
        return before.platformImage(image)
                .filter(build -> build.state().isThere()
                        && build.id().equals(image.id())
                        && !(isMissing && build.destination().equals(place)));
    }

    /** What images' bases resolved to. */
    synchronized void basedOn(Map<PlatformImage, Map<String, String>> bases) {
        changeAll(bases, PlatformBuild::withBases);
    }

    /** How large images are. */
    synchronized void measured(Map<PlatformImage, PlatformBuild.Size> sizes) {
        changeAll(sizes, (build, size) -> build.withSize(Optional.of(size)));
    }

    /** In one writing of the report, which grows with the number of images. */
    private <T> void changeAll(Map<PlatformImage, T> news, BiFunction<PlatformBuild, T, PlatformBuild> change) {
        if (news.isEmpty()) {
            return;
        }
        report.update(old -> {
            BuildReport now = old;
            for (var each : news.entrySet()) {
                PlatformImage image = each.getKey();
                now = now.with(
                        BuildReport.reference(image),
                        known -> known.platformImage(image.platform().toString())
                                .map(build -> known.with(change.apply(build, each.getValue())))
                                .orElse(known));
            }
            return now;
        });
    }

    /** What the report says of an image. */
    PlatformBuild recorded(PlatformImage image) {
        return report.get().platformImage(image).orElseThrow();
    }

    private void over(PlatformImage image, PlatformBuild entry) {
        courses.get(image).over();
        write(image, entry);
        logs.over(image).ifPresent(trouble -> note(image, trouble));
        people.ended(image, entry);
    }

    private void write(PlatformImage image, PlatformBuild entry) {
        report.image(BuildReport.reference(image), known -> known.with(entry.withSize(size(known, image))));
    }

    private PlatformBuild entry(PlatformImage image, BuildState state, String why) {
        return PlatformBuild.of(
                        image.platform().toString(), image.reference().toString(), image.id(), place, state, why)
                .withRun(courses.get(image).run(logs.written(image), clock.instant()));
    }

    /** An earlier build's size is a good guess, until there is a new one. */
    private static Optional<PlatformBuild.Size> size(BuildReport.Image known, PlatformImage image) {
        return known.platformImage(image.platform().toString()).flatMap(PlatformBuild::size);
    }

    @Override
    public void close() {
        logs.close();
    }
}
