package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.build.BuildReport.Image;
import ai.gpustack.runner.build.BuildReport.PlatformTest;
import ai.gpustack.runner.build.BuildReport.Step;
import ai.gpustack.runner.build.BuildReport.StepState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReportMergeTest {

    private static final String IMAGE = "r/x:t";
    private static final String AMD64 = "linux/amd64";
    private static final String ARM64 = "linux/arm64";
    private static final Map<String, String> PLANNED = Map.of("r/x:t-linux/amd64", "planned");

    private static PlatformBuild build(String image, String platform, String id, BuildState state, int minute) {
        PlatformBuild build =
                PlatformBuild.of(platform, image + "-" + platform, id, "registry", state, "why " + minute);
        Optional<PlatformBuild.Run> run = Optional.of(new PlatformBuild.Run(
                Instant.EPOCH.plusSeconds(60L * minute).toString(),
                30,
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty()));
        return switch (state) {
            case BUILT -> build.withRun(run);
            case FAILED ->
                build.withRun(run)
                        .withFailure(new Failure(
                                FailureKind.STEP,
                                Optional.empty(),
                                Optional.empty(),
                                "no",
                                Optional.empty(),
                                List.of()));
            case UP_TO_DATE, NOT_STARTED -> build;
        };
    }

    private static PlatformBuild build(BuildState state, int minute) {
        return build(IMAGE, AMD64, "planned", state, minute);
    }

    private static Step step(StepState state, String digest) {
        return new Step(state, "r/x:t-dev", Optional.of(digest), Optional.empty(), state + " " + digest);
    }

    private static Instant minute(int minute) {
        return Instant.EPOCH.plusSeconds(60L * minute);
    }

    private static Step step(StepState state, String digest, int minute) {
        return new Step(
                state,
                "r/x:t-dev",
                Optional.of(digest),
                Optional.empty(),
                state + " " + digest,
                Optional.of(minute(minute)));
    }

    private static PlatformTest test(StepState state, boolean emulated, int minute) {
        return new PlatformTest(
                AMD64,
                state,
                Optional.of("d"),
                emulated,
                state + " of d",
                List.of(),
                Optional.empty(),
                Optional.of(minute(minute)));
    }

    private static PlatformTest test(String platform, StepState state, String digest, boolean emulated) {
        return new PlatformTest(
                platform,
                state,
                Optional.of(digest).filter(d -> !d.isEmpty()),
                emulated,
                state + " of " + digest,
                List.of(),
                Optional.empty());
    }

    private static BuildReport report(Image... images) {
        return new BuildReport(BuildReport.SCHEMA_VERSION, List.of(images));
    }

    private static Image image() {
        return Image.of(IMAGE);
    }

    private static Image merged(BuildReport own, BuildReport... others) {
        return ReportMerge.of(own, List.of(others), PLANNED).image(IMAGE);
    }

    private static PlatformBuild chosen(PlatformBuild a, PlatformBuild b) {
        PlatformBuild chosen = merged(BuildReport.EMPTY, report(image().with(a)), report(image().with(b)))
                .platformImages()
                .get(0);
        assertThat(merged(report(image().with(a)), report(image().with(b))).platformImages())
                .as("where one is this run's own")
                .containsExactly(chosen);
        return chosen;
    }

    @Test
    void what_failed_first_and_was_built_when_the_job_was_run_again_is_built() {
        PlatformBuild again = build(BuildState.BUILT, 9);
        assertThat(chosen(build(BuildState.FAILED, 1), again)).isEqualTo(again);
    }

    @Test
    void a_forced_build_that_failed_later_is_not_hidden_by_an_earlier_one() {
        PlatformBuild forced = build(BuildState.FAILED, 9);
        assertThat(chosen(forced, build(BuildState.BUILT, 1))).isEqualTo(forced);
    }

    @Test
    void what_was_found_up_to_date_was_there_whatever_failed() {
        PlatformBuild found = build(BuildState.UP_TO_DATE, 0);
        assertThat(chosen(found, build(BuildState.FAILED, 9))).isEqualTo(found);
    }

    @Test
    void what_was_not_started_says_nothing_beside_what_was_tried() {
        for (BuildState tried : List.of(BuildState.BUILT, BuildState.FAILED, BuildState.UP_TO_DATE)) {
            PlatformBuild known = build(tried, 1);
            assertThat(chosen(build(BuildState.NOT_STARTED, 9), known)).isEqualTo(known);
        }
    }

    @Test
    void a_failure_of_what_the_plan_asks_for_counts_more_than_a_build_of_something_else() {
        PlatformBuild asked = build(BuildState.FAILED, 1);
        assertThat(chosen(asked, build(IMAGE, AMD64, "other", BuildState.BUILT, 9)))
                .isEqualTo(asked);
    }

    @Test
    void a_pushed_image_counts_more_than_one_that_only_its_own_machine_has() {
        PlatformBuild pushed = build(BuildState.BUILT, 1);
        PlatformBuild loaded =
                PlatformBuild.of(AMD64, pushed.reference(), "planned", "engine", BuildState.UP_TO_DATE, "why");
        assertThat(chosen(loaded, pushed)).isEqualTo(pushed);
    }

    @Test
    void of_several_indexes_the_latest_counts_whose_report_it_is_in_does_not_matter() {
        Step before = step(StepState.DONE, "d1", 1);
        for (Step latest : List.of(step(StepState.WITHHELD, "d0", 9), step(StepState.DONE, "d2", 9))) {
            BuildReport late = report(image().withManifest(latest));
            BuildReport early = report(image().withManifest(before));
            assertThat(merged(late, early).manifest()).contains(latest);
            assertThat(merged(early, late).manifest()).contains(latest);
            assertThat(merged(BuildReport.EMPTY, early, late).manifest()).contains(latest);
        }
    }

    @Test
    void what_was_taken_over_gives_way_to_newer_reports() {
        Image before = image().withManifest(step(StepState.WITHHELD, "d", 1)).with(test(StepState.FAILED, false, 1));
        Image after = image().withManifest(step(StepState.DONE, "d", 9)).with(test(StepState.DONE, false, 9));
        BuildReport takenOver = ReportMerge.of(BuildReport.EMPTY, List.of(report(before)), PLANNED);

        assertThat(merged(takenOver, report(after))).isEqualTo(after);
    }

    @Test
    void what_this_run_made_of_an_earlier_image_goes_like_what_others_made() {
        Image earlier = image().with(build(IMAGE, AMD64, "other", BuildState.BUILT, 1))
                .withManifest(step(StepState.DONE, "d"))
                .with(test(AMD64, StepState.DONE, "d", false))
                .withPromotion(step(StepState.DONE, "d"));
        assertThat(merged(report(earlier), report(image().with(build(BuildState.BUILT, 2)))))
                .isEqualTo(image().with(build(BuildState.BUILT, 2)));
    }

    @Test
    void what_was_made_of_an_earlier_image_is_not_taken_over() {
        Image earlier = image().with(build(IMAGE, AMD64, "other", BuildState.BUILT, 1))
                .withManifest(step(StepState.DONE, "d1"))
                .with(test(AMD64, StepState.DONE, "d1", false));
        Image merged = merged(BuildReport.EMPTY, report(earlier), report(image().with(build(BuildState.BUILT, 2))));
        assertThat(merged).isEqualTo(image().with(build(BuildState.BUILT, 2)));
    }

    @Test
    void each_machine_s_tests_come_together() {
        Image merged = merged(
                report(image().withManifest(step(StepState.DONE, "d"))),
                report(image().with(test(AMD64, StepState.DONE, "d", false))
                        .with(test(ARM64, StepState.NOT_RUN, "", false))),
                report(image().with(test(AMD64, StepState.NOT_RUN, "", false))
                        .with(test(ARM64, StepState.FAILED, "d", false))));
        assertThat(merged.tests())
                .containsExactly(test(AMD64, StepState.DONE, "d", false), test(ARM64, StepState.FAILED, "d", false));
    }

    private static PlatformTest chosen(PlatformTest a, PlatformTest b) {
        PlatformTest chosen = merged(BuildReport.EMPTY, report(image().with(a)), report(image().with(b)))
                .tests()
                .get(0);
        assertThat(merged(report(image().with(a)), report(image().with(b))).tests())
                .as("where one is this run's own")
                .containsExactly(chosen);
        return chosen;
    }

    @Test
    void a_native_test_that_failed_is_not_hidden_by_an_emulated_one_that_passed_later() {
        PlatformTest failed = test(StepState.FAILED, false, 1);
        assertThat(chosen(test(StepState.DONE, true, 9), failed)).isEqualTo(failed);
    }

    @Test
    void of_two_native_tests_the_later_counts() {
        PlatformTest passed = test(StepState.DONE, false, 9);
        assertThat(chosen(passed, test(StepState.FAILED, false, 1))).isEqualTo(passed);
        PlatformTest failed = test(StepState.FAILED, false, 19);
        assertThat(chosen(passed, failed)).isEqualTo(failed);
    }

    @Test
    void a_test_that_was_kept_from_running_says_less_than_one_that_ran() {
        PlatformTest emulated = test(StepState.DONE, true, 1);
        assertThat(chosen(test(AMD64, StepState.FAILED, "", false), emulated)).isEqualTo(emulated);
        PlatformTest kept = test(AMD64, StepState.FAILED, "", false);
        assertThat(chosen(kept, test(AMD64, StepState.NOT_RUN, "", false))).isEqualTo(kept);
    }

    @Test
    void tests_of_another_digest_than_the_index_has_are_left_out() {
        Image own = image().withManifest(step(StepState.DONE, "new"))
                .with(test(ARM64, StepState.DONE, "old", false))
                .with(test("linux/s390x", StepState.NOT_RUN, "", false));
        assertThat(merged(report(own), report(image().with(test(AMD64, StepState.DONE, "old", false))))
                        .tests())
                .containsExactly(test("linux/s390x", StepState.NOT_RUN, "", false));
        PlatformTest now = test(AMD64, StepState.FAILED, "new", true);
        assertThat(merged(report(own), report(image().with(now))).tests()).contains(now);
    }

    /** Any reports: few names, so that most things are in several of them. */
    private static BuildReport any(Random random) {
        BuildReport report = BuildReport.EMPTY;
        for (int i = random.nextInt(6); i > 0; i--) {
            report = report.with("r/x:" + "tuv".charAt(random.nextInt(3)), image -> any(image, random));
        }
        return report;
    }

    private static Image any(Image image, Random random) {
        String platform = random.nextBoolean() ? AMD64 : ARM64;
        StepState state = StepState.values()[random.nextInt(StepState.values().length)];
        String digest = random.nextInt(3) == 0 ? "d1" : "d2";
        return switch (random.nextInt(5)) {
            case 0, 1 ->
                image.with(build(
                        image.reference(),
                        platform,
                        random.nextInt(4) == 0 ? "other" : "planned",
                        BuildState.values()[random.nextInt(BuildState.values().length)],
                        random.nextInt(4)));
            case 2 -> image.withManifest(step(state, digest, random.nextInt(4)));
            case 3 ->
                image.with(
                        random.nextBoolean()
                                ? test(platform, state, random.nextInt(3) == 0 ? "" : digest, random.nextBoolean())
                                : test(state, random.nextBoolean(), random.nextInt(4)));
            default -> image.withPromotion(step(state, digest));
        };
    }

    private static Set<String> names(Collection<BuildReport> reports) {
        var names = new TreeSet<String>();
        reports.stream().flatMap(report -> report.images().stream()).forEach(image -> {
            names.add(image.reference());
            image.platformImages().forEach(build -> names.add(image.reference() + " " + build.platform()));
        });
        return names;
    }

    private static <T> List<T> parts(Stream<BuildReport> reports, Function<Image, Stream<T>> part) {
        return reports.flatMap(report -> report.images().stream()).flatMap(part).toList();
    }

    @RepeatedTest(500)
    void the_order_of_reports_does_not_matter_merging_again_changes_nothing_and_nothing_is_lost(RepetitionInfo info) {
        var random = new Random(info.getCurrentRepetition());
        BuildReport own = any(random);
        var others = new ArrayList<BuildReport>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            others.add(any(random));
        }
        Map<String, String> planned =
                Map.of("r/x:t-" + AMD64, "planned", "r/x:t-" + ARM64, "planned", "r/x:u-" + AMD64, "planned");
        BuildReport merged = ReportMerge.of(own, others, planned);

        var shuffled = new ArrayList<>(others);
        shuffled.add(others.get(0));
        Collections.shuffle(shuffled, random);
        assertThat(ReportMerge.of(own, shuffled, planned)).isEqualTo(merged);
        assertThat(ReportMerge.of(merged, others, planned)).isEqualTo(merged);

        var all = new ArrayList<>(others);
        all.add(own);
        assertThat(names(List.of(merged))).isEqualTo(names(all));
        Function<Image, Stream<PlatformBuild>> builds = image -> image.platformImages().stream();
        assertThat(parts(all.stream(), builds)).containsAll(parts(Stream.of(merged), builds));
        assertThat(own.images().stream().map(Image::reference))
                .isEqualTo(merged.images().stream()
                        .map(Image::reference)
                        .limit(own.images().size())
                        .toList());
    }
}
