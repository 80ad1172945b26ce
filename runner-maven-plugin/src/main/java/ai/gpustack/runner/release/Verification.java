package ai.gpustack.runner.release;

import ai.gpustack.runner.build.BuildReport;
import ai.gpustack.runner.build.BuildReport.PlatformTest;
import ai.gpustack.runner.build.BuildReport.Step;
import ai.gpustack.runner.build.BuildReport.StepState;
import ai.gpustack.runner.build.Cause;
import ai.gpustack.runner.build.PlatformBuild;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.RunnerImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The judgement on what the goals before it recorded.
 *
 * @param failures why the plan isn't fulfilled, each a sentence; none if it is
 * @param notices what doesn't stand in the way here, but will elsewhere
 * @param isUnfinished whether a goal before it wasn't run for what the plan asks for now, rather than run without success
 */
public record Verification(List<String> failures, List<String> notices, boolean isUnfinished) {

    /**
     * Judges.
     *
     * @param plan what was asked for
     * @param report what was recorded
     * @param push whether images are pushed, so that each needs an index
     * @param output the folder of the report, which logs are relative to
     * @return the judgement
     */
    public static Verification of(Plan plan, BuildReport report, boolean push, Path output) {
        var failures = new ArrayList<String>();
        var notices = new ArrayList<String>();
        for (RunnerImage image : plan.images()) {
            BuildReport.Image entry = report.image(image.reference().toString());
            int before = failures.size();
            image.selected().forEach(p -> build(p, entry, output).ifPresent(failures::add));
            // What was held back because of a failure isn't another one: it would send people the wrong way.
            if (push && failures.size() == before) {
                index(image, entry).ifPresent(failures::add);
            }
            boolean isHeldBack = failures.size() > before;
            Optional<String> index = push && !isHeldBack ? entry.manifest().flatMap(Step::digest) : Optional.empty();
            image.selected().forEach(p -> test(p, entry, isHeldBack, failures, notices));
            image.selected().forEach(p -> otherDigest(image, p, entry, index).ifPresent(failures::add));
        }
        boolean isUnfinished = plan.images().stream()
                .anyMatch(image ->
                        isUnfinished(image, report.image(image.reference().toString()), push));
        return new Verification(List.copyOf(failures), List.copyOf(notices), isUnfinished);
    }

    private static boolean isUnfinished(RunnerImage image, BuildReport.Image entry, boolean push) {
        List<PlatformBuild> builds = image.selected().stream()
                .flatMap(p -> entry.platformImage(p.platform().toString()).filter(b -> b.id().equals(p.id())).stream())
                .toList();
        if (builds.size() < image.selected().size()) {
            return true;
        }
        boolean isWhole = builds.stream().allMatch(build -> build.state().isThere());
        boolean isTested = image.selected().stream()
                .allMatch(p -> entry.test(p.platform().toString()).isPresent());
        return isWhole && ((push && entry.manifest().isEmpty()) || !isTested);
    }

    private static Optional<String> build(PlatformImage image, BuildReport.Image entry, Path output) {
        Optional<PlatformBuild> build = entry.platformImage(image.platform().toString());
        if (build.isEmpty()) {
            return Optional.of(image.reference() + " wasn't built: the report has no entry for it; run runner:build, or"
                    + " continue the run that built it (runner.reports)");
        }
        if (!build.get().id().equals(image.id())) {
            return Optional.of(image.reference() + " has changed since it was built");
        }
        if (build.get().state().isThere()) {
            return Optional.empty();
        }
        return Optional.of(image.reference() + " is " + build.get().state() + ": " + Cause.of(build.get())
                + build.get().log().map(log -> "; log: " + output.resolve(log)).orElse(""));
    }

    private static Optional<String> index(RunnerImage image, BuildReport.Image entry) {
        Optional<Step> step = entry.manifest();
        if (step.isEmpty()) {
            return Optional.of(image.devReference() + " wasn't combined: the report has no entry for it");
        }
        return step.filter(s -> !s.state().isGood()).map(Step::sentence);
    }

    /** A test says something of the bytes that it saw, and of no others. */
    private static Optional<String> otherDigest(
            RunnerImage image, PlatformImage platformImage, BuildReport.Image entry, Optional<String> index) {
        return index.flatMap(digest -> entry.test(platformImage.platform().toString())
                .filter(test -> test.state().isGood())
                .flatMap(PlatformTest::digest)
                .filter(tested -> !tested.equals(digest))
                .map(tested -> image.devReference() + " was made anew after it was tested on "
                        + platformImage.platform() + ": it is " + digest + ", and the test was of " + tested
                        + "; run runner:test again"));
    }

    private static void test(
            PlatformImage image,
            BuildReport.Image entry,
            boolean isHeldBack,
            List<String> failures,
            List<String> notices) {
        Optional<PlatformTest> test = entry.test(image.platform().toString());
        boolean isWithheld = test.isEmpty() || test.get().state() == StepState.WITHHELD;
        if (isHeldBack && isWithheld) {
            return;
        }
        if (test.isEmpty()) {
            failures.add(image.reference() + " wasn't tested: the report has no entry for it");
        } else if (test.get().state() == StepState.NOT_RUN) {
            notices.add(test.get().sentence());
        } else if (!test.get().state().isGood()) {
            failures.add(test.get().sentence());
        }
    }
}
