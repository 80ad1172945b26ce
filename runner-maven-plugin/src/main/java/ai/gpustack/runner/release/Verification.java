package ai.gpustack.runner.release;

import ai.gpustack.runner.build.BuildReport;
import ai.gpustack.runner.build.BuildReport.PlatformTest;
import ai.gpustack.runner.build.BuildReport.Step;
import ai.gpustack.runner.build.BuildReport.StepState;
import ai.gpustack.runner.build.BuildState;
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

    public Verification {
        failures = List.copyOf(failures);
        notices = List.copyOf(notices);
    }

    /**
     * Judges.
     *
     * @param plan what was asked for
     * @param report what was recorded
     * @param push whether images are pushed, so that each needs an index
     * @param output the folder of the report, which logs and receipts are relative to
     * @param files what has to be passed now
     * @return the judgement
     * @throws ai.gpustack.runner.source.InvalidInput if a smoke-test file or a receipt can't be understood
     */
    public static Verification of(Plan plan, BuildReport report, boolean push, Path output, TestFiles files) {
        var judge = new Judge(push, output, files);
        plan.images()
                .forEach(image ->
                        judge.image(image, report.image(image.reference().toString())));
        return new Verification(judge.failures, judge.notices, judge.isUnfinished);
    }

    /** Goes through the images. */
    private static final class Judge {

        private final boolean push;
        private final Path output;
        private final TestFiles files;
        private final List<String> failures = new ArrayList<>();
        private final List<String> notices = new ArrayList<>();
        private boolean isUnfinished;

        Judge(boolean push, Path output, TestFiles files) {
            this.push = push;
            this.output = output;
            this.files = files;
        }

        void image(RunnerImage image, BuildReport.Image entry) {
            int before = failures.size();
            image.selected().forEach(p -> build(p, entry));
            // What was held back because of a failure isn't another one: it would send people the wrong way.
            if (push && failures.size() == before) {
                index(image, entry);
            }
            boolean isHeldBack = failures.size() > before;
            Optional<String> index = push && !isHeldBack ? entry.manifest().flatMap(Step::digest) : Optional.empty();
            for (PlatformImage platformImage : image.selected()) {
                Optional<PlatformTest> test =
                        entry.test(platformImage.platform().toString());
                if (test.isPresent()) {
                    test(image, platformImage, test.get(), isHeldBack);
                    index.ifPresent(digest -> otherDigest(image, platformImage, test.get(), digest));
                } else if (!isHeldBack) {
                    unfinished(platformImage.reference() + " wasn't tested: the report has no entry for it");
                }
            }
        }

        private void unfinished(String failure) {
            failures.add(failure);
            isUnfinished = true;
        }

        private void build(PlatformImage image, BuildReport.Image entry) {
            Optional<PlatformBuild> build = entry.platformImage(image.platform().toString());
            if (build.isEmpty()) {
                unfinished(image.reference() + " wasn't built: the report has no entry for it; run runner:build, or"
                        + " continue the run that built it (runner.reports)");
            } else if (!build.get().id().equals(image.id())) {
                unfinished(image.reference() + " has changed since it was built");
            } else if (!build.get().state().isThere()) {
                isUnfinished |= build.get().state() == BuildState.NOT_STARTED;
                failures.add(image.reference() + " is " + build.get().state() + ": " + Cause.of(build.get())
                        + build.get()
                                .log()
                                .map(log -> "; log: " + output.resolve(log))
                                .orElse(""));
            }
        }

        private void index(RunnerImage image, BuildReport.Image entry) {
            Optional<Step> step = entry.manifest();
            if (step.isEmpty()) {
                unfinished(image.devReference() + " wasn't combined: the report has no entry for it");
            } else if (step.get().state() == StepState.WITHHELD) {
                // What it waited for was selected now and is there, or wasn't selected.
                unfinished(step.get().sentence());
            } else if (!step.get().state().isGood()) {
                failures.add(step.get().sentence());
            }
        }

        private void test(RunnerImage image, PlatformImage platformImage, PlatformTest test, boolean isHeldBack) {
            if (test.state() == StepState.NOT_RUN) {
                notices.add(test.sentence());
                return;
            }
            if (test.state() == StepState.WITHHELD) {
                if (!isHeldBack) {
                    withheld(image, test);
                }
                return;
            }
            Optional<String> outdated = test.receipt().flatMap(file -> outdated(image, file));
            if (outdated.isPresent()) {
                unfinished((push ? image.devReference() : platformImage.reference()) + " has to be tested again on "
                        + platformImage.platform() + ": " + outdated.get());
            } else if (!test.state().isGood()) {
                failures.add(test.sentence());
            }
        }

        /** What it waited for is there now, unless it is a smoke-test file. */
        private void withheld(RunnerImage image, PlatformTest test) {
            if (files.find(image).isPresent()) {
                unfinished(test.sentence());
            } else {
                failures.add(test.sentence());
            }
        }

        private Optional<String> outdated(RunnerImage image, String receipt) {
            return Receipts.at(output.resolve(receipt))
                    .map(found -> files.outdated(image, found))
                    .orElseGet(() -> Optional.of("its receipt, " + receipt + ", isn't there any more"));
        }

        /** A test says something of the bytes that it saw, and of no others. */
        private void otherDigest(RunnerImage image, PlatformImage platformImage, PlatformTest test, String digest) {
            Optional<String> other =
                    test.digest().filter(tested -> test.state().isGood()).filter(tested -> !tested.equals(digest));
            other.ifPresent(tested -> unfinished(image.devReference() + " was made anew after it was tested on "
                    + platformImage.platform() + ": it is " + digest + ", and the test was of " + tested));
        }
    }
}
