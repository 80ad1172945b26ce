package ai.gpustack.runner.release;

import static ai.gpustack.runner.release.Samples.AMD64;
import static ai.gpustack.runner.release.Samples.ARM64;
import static ai.gpustack.runner.release.Samples.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.build.BuildReport;
import ai.gpustack.runner.build.BuildReport.PlatformTest;
import ai.gpustack.runner.build.BuildReport.Step;
import ai.gpustack.runner.build.BuildReport.StepState;
import ai.gpustack.runner.build.BuildState;
import ai.gpustack.runner.build.Failure;
import ai.gpustack.runner.build.FailureKind;
import ai.gpustack.runner.build.PlatformBuild;
import ai.gpustack.runner.engine.Machine;
import ai.gpustack.runner.plan.Pack;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.PlatformImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class VerificationTest {

    private static final Path OUTPUT = Path.of("/project/target/runner");
    /** There are no smoke-test files here. */
    private static final TestFiles FILES = new TestFiles(new Pack(Path.of("/project"), Path.of("pack")));

    private static final Plan PLAN = new Plan(List.of(IMAGE), List.of());

    private static PlatformBuild build(PlatformImage image, BuildState state, String id) {
        PlatformBuild build = PlatformBuild.of(
                        image.platform().toString(), image.reference().toString(), id, "registry", state, "why")
                .withRun(Optional.of(new PlatformBuild.Run(
                        "2026-01-01T00:00:00Z", 1, Optional.empty(), List.of(), List.of(), Optional.of("logs/x.log"))));
        return state == BuildState.FAILED
                ? build.withFailure(new Failure(
                        FailureKind.STEP,
                        Optional.of("[x] RUN false"),
                        Optional.of("pack/cpu/Dockerfile:31"),
                        "exit code: 1",
                        Optional.empty(),
                        List.of("last")))
                : build;
    }

    private static PlatformTest test(PlatformImage image, StepState state) {
        return test(image, state, Optional.empty());
    }

    private static PlatformTest test(PlatformImage image, StepState state, Optional<String> receipt) {
        return new PlatformTest(
                image.platform().toString(),
                state,
                Optional.empty(),
                false,
                image.platform() + " " + state,
                List.of(),
                receipt);
    }

    private static final Step COMBINED =
            new Step(StepState.DONE, "dev", Optional.empty(), Optional.empty(), "combined");

    private static BuildReport report(UnaryOperator<BuildReport.Image> change) {
        return BuildReport.EMPTY.with(
                IMAGE.reference().toString(),
                image -> change.apply(image.with(build(AMD64, BuildState.BUILT, AMD64.id()))
                        .with(build(ARM64, BuildState.UP_TO_DATE, ARM64.id()))
                        .withManifest(COMBINED)
                        .with(test(AMD64, StepState.DONE))
                        .with(test(ARM64, StepState.UNCHANGED))));
    }

    @Test
    void a_plan_that_is_built_combined_and_tested_has_no_failures() {
        assertThat(Verification.of(PLAN, report(image -> image), true, OUTPUT, FILES)
                        .failures())
                .isEmpty();
    }

    @Test
    void nothing_recorded_is_a_failure_of_each_platform_image_and_not_of_what_comes_after_it() {
        assertThat(Verification.of(PLAN, BuildReport.EMPTY, true, OUTPUT, FILES).failures())
                .containsExactly(
                        AMD64.reference()
                                + " wasn't built: the report has no entry for it; run runner:build, or continue the run that built it"
                                + " (runner.reports)",
                        ARM64.reference()
                                + " wasn't built: the report has no entry for it; run runner:build, or continue the run that built it"
                                + " (runner.reports)");
    }

    @Test
    void what_was_not_run_is_told_apart_from_what_was_run_without_success() {
        assertThat(Verification.of(PLAN, BuildReport.EMPTY, false, OUTPUT, FILES)
                        .isUnfinished())
                .isTrue();
        assertThat(Verification.of(PLAN, report(BuildReport.Image::withoutSteps), false, OUTPUT, FILES)
                        .isUnfinished())
                .isTrue();
        BuildReport changed = report(image -> image.with(build(AMD64, BuildState.BUILT, "another")));
        assertThat(Verification.of(PLAN, changed, false, OUTPUT, FILES).isUnfinished())
                .isTrue();
        BuildReport untested = report(image -> image.with(test(AMD64, StepState.FAILED)));
        assertThat(Verification.of(PLAN, untested, false, OUTPUT, FILES).isUnfinished())
                .isFalse();
        BuildReport failed = report(image -> image.withoutSteps().with(build(AMD64, BuildState.FAILED, AMD64.id())));
        assertThat(Verification.of(PLAN, failed, true, OUTPUT, FILES).isUnfinished())
                .isFalse();
    }

    @Test
    void what_was_built_has_to_be_combined_and_tested() {
        BuildReport report = report(BuildReport.Image::withoutSteps);
        assertThat(Verification.of(PLAN, report, true, OUTPUT, FILES).failures())
                .containsExactly(IMAGE.devReference() + " wasn't combined: the report has no entry for it");
        assertThat(Verification.of(PLAN, report, false, OUTPUT, FILES).failures())
                .containsExactly(
                        AMD64.reference() + " wasn't tested: the report has no entry for it",
                        ARM64.reference() + " wasn't tested: the report has no entry for it");
    }

    @Test
    void a_test_that_failed_counts_beside_a_failed_build() {
        BuildReport report = report(
                image -> image.with(build(ARM64, BuildState.FAILED, ARM64.id())).with(test(AMD64, StepState.FAILED)));
        assertThat(Verification.of(PLAN, report, true, OUTPUT, FILES).failures())
                .containsExactly(
                        ARM64.reference()
                                + " is failed: [x] RUN false: exit code: 1 (pack/cpu/Dockerfile:31); log: /project/target/runner/logs/x.log",
                        "linux/amd64 failed");
    }

    @Test
    void a_failed_build_is_named_with_its_error_and_log() {
        BuildReport report = report(image -> image.with(build(ARM64, BuildState.FAILED, ARM64.id())));
        assertThat(Verification.of(PLAN, report, true, OUTPUT, FILES).failures())
                .containsExactly(
                        ARM64.reference()
                                + " is failed: [x] RUN false: exit code: 1 (pack/cpu/Dockerfile:31); log: /project/target/runner/logs/x.log");
    }

    @Test
    void a_build_of_something_else_does_not_count() {
        BuildReport report = report(image -> image.with(build(ARM64, BuildState.BUILT, "old")));
        assertThat(Verification.of(PLAN, report, true, OUTPUT, FILES).failures())
                .containsExactly(ARM64.reference() + " has changed since it was built");
    }

    @Test
    void an_index_is_needed_only_where_images_are_pushed() {
        BuildReport report = report(image -> image.withManifest(
                new Step(StepState.WITHHELD, "dev", Optional.empty(), Optional.empty(), "dev is withheld")));
        assertThat(Verification.of(PLAN, report, true, OUTPUT, FILES).failures())
                .containsExactly("dev is withheld");
        assertThat(Verification.of(PLAN, report, false, OUTPUT, FILES).failures())
                .isEmpty();
    }

    @Test
    void a_platform_that_cannot_run_here_is_a_notice() {
        BuildReport report = report(image -> image.with(test(ARM64, StepState.NOT_RUN)));
        Verification verification = Verification.of(PLAN, report, true, OUTPUT, FILES);
        assertThat(verification.failures()).isEmpty();
        assertThat(verification.notices()).containsExactly("linux/arm64 not-run");
    }

    @Test
    void a_test_of_another_digest_than_the_index_has_is_a_failure_where_images_are_pushed() {
        var tested = new PlatformTest(
                AMD64.platform().toString(),
                StepState.DONE,
                Optional.of("sha256:old"),
                false,
                "passed",
                List.of(),
                Optional.empty());
        var index = new Step(StepState.DONE, "dev", Optional.of("sha256:new"), Optional.empty(), "combined");
        BuildReport report = report(image -> image.withManifest(index).with(tested));

        assertThat(Verification.of(PLAN, report, true, OUTPUT, FILES).failures())
                .containsExactly(IMAGE.devReference() + " was made anew after it was tested on " + AMD64.platform()
                        + ": it is sha256:new, and the test was of sha256:old");
        assertThat(Verification.of(PLAN, report, false, OUTPUT, FILES).failures())
                .isEmpty();
    }

    @Test
    void a_test_that_was_withheld_can_be_made_up_for_once_what_it_waited_for_is_there(@TempDir Path root)
            throws IOException {
        BuildReport report = report(image -> image.with(test(AMD64, StepState.WITHHELD)));
        Verification withFile = Verification.of(PLAN, report, true, OUTPUT, new TestFiles(pack(root, "a")));
        assertThat(withFile.failures()).containsExactly("linux/amd64 withheld");
        assertThat(withFile.isUnfinished()).isTrue();
        // It waits for the file, which no command writes.
        assertThat(Verification.of(PLAN, report, true, OUTPUT, FILES).isUnfinished())
                .isFalse();
        BuildReport broken = report(
                image -> image.with(test(AMD64, StepState.WITHHELD)).with(build(AMD64, BuildState.FAILED, AMD64.id())));
        assertThat(Verification.of(PLAN, broken, true, OUTPUT, new TestFiles(pack(root, "a")))
                        .isUnfinished())
                .isFalse();
    }

    @Test
    void a_test_says_nothing_once_its_file_has_changed_whether_it_passed_or_failed(@TempDir Path root)
            throws IOException {
        var files = new TestFiles(pack(root, "a"));
        BuildReport report = report(image -> image.with(received(root, AMD64, files, StepState.DONE))
                .with(received(root, ARM64, files, StepState.FAILED)));
        assertThat(Verification.of(PLAN, report, true, root, files).failures()).containsExactly("linux/arm64 failed");

        Verification changed = Verification.of(PLAN, report, true, root, new TestFiles(pack(root, "b")));
        assertThat(changed.failures())
                .containsExactly(
                        IMAGE.devReference()
                                + " has to be tested again on linux/amd64: pack/cpu/tool.test.yml has changed"
                                + " since it was tested",
                        IMAGE.devReference()
                                + " has to be tested again on linux/arm64: pack/cpu/tool.test.yml has changed"
                                + " since it was tested");
        assertThat(changed.isUnfinished()).isTrue();
        assertThat(Verification.of(PLAN, report, false, root, FILES).failures())
                .startsWith(AMD64.reference()
                        + " has to be tested again on linux/amd64: pack/cpu/tool.test.yml, by which it was tested, isn't"
                        + " there any more");
        Files.delete(root.resolve("receipts/sha256-1-linux-amd64.json"));
        assertThat(Verification.of(PLAN, report, true, root, files).failures())
                .startsWith(IMAGE.devReference() + " has to be tested again on linux/amd64: its receipt,"
                        + " receipts/sha256-1-linux-amd64.json, isn't there any more");
    }

    private static Pack pack(Path root, String path) throws IOException {
        Path file = root.resolve("pack/cpu/tool.test.yml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
                schemaVersion: "2.0.0"
                fileExistenceTests:
                  - {name: x, path: /%s, shouldExist: true}
                """.formatted(path));
        return new Pack(root, Path.of("pack"));
    }

    /** A test with a receipt. */
    private static PlatformTest received(Path root, PlatformImage image, TestFiles files, StepState state) {
        var receipts = new Receipts(root.resolve("receipts"));
        Path receipt = receipts.write(new Receipt(
                Receipt.SCHEMA_VERSION,
                "dev",
                "sha256:1",
                image.platform(),
                "sha256:2",
                Optional.empty(),
                Subject.Source.REGISTRY,
                new Receipt.TestFile(
                        "pack/cpu/tool.test.yml",
                        files.find(IMAGE).orElseThrow().sha256()),
                state == StepState.DONE,
                false,
                new Machine(image.platform(), "28"),
                Instant.EPOCH,
                1,
                List.of(new Check("x", Check.Kind.FILE, state == StepState.DONE, "", 1))));
        return test(image, state, Optional.of("receipts/" + receipt.getFileName()));
    }
}
