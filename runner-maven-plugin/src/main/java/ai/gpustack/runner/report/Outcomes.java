package ai.gpustack.runner.report;

import ai.gpustack.runner.build.BuildReport;
import ai.gpustack.runner.build.BuildReport.Image;
import ai.gpustack.runner.build.BuildReport.PlatformTest;
import ai.gpustack.runner.build.BuildReport.Step;
import ai.gpustack.runner.build.BuildReport.StepState;
import ai.gpustack.runner.build.BuildState;
import ai.gpustack.runner.build.Failure;
import ai.gpustack.runner.build.PlatformBuild;
import ai.gpustack.runner.build.PlatformBuild.Attempt;
import ai.gpustack.runner.plan.Reference;
import ai.gpustack.runner.report.Outcome.Detail;
import ai.gpustack.runner.report.Outcome.Goal;
import ai.gpustack.runner.report.Outcome.Trouble;
import ai.gpustack.runner.report.Outcome.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All outcomes of a report, image by image. */
final class Outcomes {

    private Outcomes() {}

    static List<Outcome> of(BuildReport report) {
        return report.images().stream().flatMap(image -> of(image).stream()).toList();
    }

    private static List<Outcome> of(Image image) {
        var outcomes = new ArrayList<Outcome>();
        image.platformImages().forEach(build -> outcomes.add(build(image, build)));
        image.manifest().ifPresent(step -> outcomes.add(step(image, Goal.MANIFEST, "manifest", step, outcomes)));
        image.tests().forEach(test -> outcomes.add(test(image, test, outcomes)));
        image.promotion().ifPresent(step -> outcomes.add(step(image, Goal.PROMOTE, "promotion", step, outcomes)));
        return outcomes;
    }

    private static Outcome build(Image image, PlatformBuild build) {
        boolean isNew = build.state() != BuildState.UP_TO_DATE;
        return new Outcome(
                Goal.BUILD,
                image.reference(),
                build.platform(),
                isNew ? build.seconds() : 0,
                build.run().filter(run -> isNew).map(PlatformBuild.Run::started),
                notes(build),
                trouble(build));
    }

    private static List<String> notes(PlatformBuild build) {
        var notes = new ArrayList<String>();
        notes.add("why: " + build.why());
        build.run().ifPresent(run -> {
            for (int i = 0; i < run.attempts().size() && run.attempts().size() > 1; i++) {
                notes.add("attempt " + (i + 1) + ": " + attempt(run.attempts().get(i)));
            }
            run.warnings().forEach(warning -> notes.add("warning: " + warning));
        });
        return notes;
    }

    /** An attempt as a sentence. */
    static String attempt(Attempt attempt) {
        String end = attempt.failure()
                .map(failure -> attempt.kind().map(kind -> kind + ": ").orElse("") + failure)
                .orElse("succeeded");
        String wait = attempt.waitSeconds() > 0 ? "; waited " + Figures.time(attempt.waitSeconds()) : "";
        return end + " (after " + Figures.time(attempt.seconds()) + wait + ")";
    }

    private static Optional<Trouble> trouble(PlatformBuild build) {
        return switch (build.state()) {
            case BUILT, UP_TO_DATE -> Optional.empty();
            case FAILED -> Optional.of(failed(build));
            case NOT_STARTED ->
                Optional.of(new Trouble(
                        Verdict.MISSING,
                        build.state().toString(),
                        build.why(),
                        List.of(repeat(build)),
                        List.of(),
                        build.log()));
        };
    }

    private static Trouble failed(PlatformBuild build) {
        var details = new ArrayList<Detail>();
        Optional<Failure> failure = build.failure();
        failure.flatMap(Failure::step).ifPresent(step -> details.add(new Detail("step", step)));
        failure.flatMap(Failure::at).ifPresent(at -> details.add(new Detail("at", at)));
        failure.flatMap(Failure::mend).ifPresent(mend -> details.add(new Detail("mend", mend)));
        details.add(repeat(build));
        return new Trouble(
                Verdict.FAILED,
                failure.map(f -> f.kind().toString()).orElse("other"),
                failure.map(Failure::error).orElse(build.why()),
                details,
                failure.map(Failure::lastLines).orElse(List.of()),
                build.log());
    }

    private static Detail repeat(PlatformBuild build) {
        String tag = Reference.parse(build.reference()).flatMap(Reference::tag).orElse(build.reference());
        return new Detail("to repeat just this one", "the same command with -Dtag=" + tag);
    }

    private static Outcome test(Image image, PlatformTest test, List<Outcome> before) {
        Optional<Trouble> trouble = verdict(test.state(), before)
                .map(verdict -> new Trouble(
                        verdict,
                        test.state() == StepState.FAILED ? "test" : test.state().toString(),
                        test.sentence(),
                        List.of(),
                        test.failures(),
                        test.receipt()));
        return new Outcome(
                Goal.TEST,
                image.reference(),
                test.platform() + " test",
                0,
                Optional.empty(),
                List.of(test.sentence()),
                trouble);
    }

    private static Outcome step(Image image, Goal goal, String name, Step step, List<Outcome> before) {
        Optional<Trouble> trouble = verdict(step.state(), before)
                .map(verdict -> new Trouble(
                        verdict,
                        step.state() == StepState.FAILED
                                ? goal.toString()
                                : step.state().toString(),
                        step.sentence(),
                        List.of(),
                        List.of(),
                        Optional.empty()));
        return new Outcome(goal, image.reference(), name, 0, Optional.empty(), List.of(step.sentence()), trouble);
    }

    /** What was held back because something of the same image is bad already isn't another failure. */
    private static Optional<Verdict> verdict(StepState state, List<Outcome> before) {
        return switch (state) {
            case DONE, UNCHANGED -> Optional.empty();
            case FAILED -> Optional.of(Verdict.FAILED);
            case NOT_RUN -> Optional.of(Verdict.SKIPPED);
            case WITHHELD -> Optional.of(before.stream().anyMatch(Outcome::isBad) ? Verdict.SKIPPED : Verdict.MISSING);
        };
    }
}
