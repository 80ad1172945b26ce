package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.gpustack.runner.Golden;
import ai.gpustack.runner.build.BuildReport.PlatformTest;
import ai.gpustack.runner.build.BuildReport.StepState;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.OptionPlaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ContinuedReportsTest {

    private static final Function<String, Location> AT = glob -> OptionPlaces.COMMAND_LINE.of("runner.reports", glob);

    private static final Plan NOTHING = new Plan(List.of(), List.of());
    private static final String IMAGE = "registry.example.com/gpustack/runner:cpu1.0-tool1.0";
    private static final String LOG = "logs/gpustack/runner/cpu1.0-tool1.0-linux-arm64.log";
    private static final String RECEIPT = "receipts/sha256-a-linux-amd64.json";

    @TempDir
    private Path root;

    private Path output;
    private Path own;

    @BeforeEach
    void name_the_folders() {
        output = root.resolve("target/runner");
        own = output.resolve("report.json");
    }

    private Path write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /** Two shards: one built and tested for amd64, one failed for arm64. */
    private void shards() throws IOException {
        write("target/shards/amd/" + RECEIPT, "a receipt");
        try (var amd = new ReportFile(root.resolve("target/shards/amd/report.json"))) {
            amd.image(
                    IMAGE,
                    image -> image.with(build("linux/amd64", BuildState.BUILT, Optional.empty()))
                            .with(new PlatformTest(
                                    "linux/amd64",
                                    StepState.DONE,
                                    Optional.of("sha256:" + "a".repeat(64)),
                                    false,
                                    "passed",
                                    List.of(),
                                    Optional.of(RECEIPT))));
        }
        write("target/shards/arm/" + LOG, "it broke\n");
        try (var arm = new ReportFile(root.resolve("target/shards/arm/report.json"))) {
            arm.image(
                    IMAGE,
                    image -> image.with(build("linux/arm64", BuildState.FAILED, Optional.of(LOG))
                            .withFailure(new Failure(
                                    FailureKind.STEP,
                                    Optional.of("[tool 3/5] RUN make"),
                                    Optional.of("pack/cpu/Dockerfile:31"),
                                    "exit code: 2",
                                    Optional.empty(),
                                    List.of("it broke")))));
        }
    }

    private static PlatformBuild build(String platform, BuildState state, Optional<String> log) {
        return PlatformBuild.of(
                        platform,
                        IMAGE + "-" + platform.replace('/', '-'),
                        "0".repeat(64),
                        "registry",
                        state,
                        "never built")
                .withRun(Optional.of(new PlatformBuild.Run(
                        "2026-01-31T12:00:00Z", 60, Optional.empty(), List.of(), List.of(), log)));
    }

    private BuildReport merge(String... globs) {
        BuildReport before = new ReportFile(own).get();
        ContinuedReports others = ContinuedReports.read(List.of(globs), root, own, AT);
        BuildReport merged = others.mergedInto(before, NOTHING);
        others.copyFiles(before, merged, output);
        try (var file = new ReportFile(own)) {
            file.update(old -> merged);
        }
        return merged;
    }

    @Test
    void two_shards_become_one_report_with_their_logs_and_receipts_beside_it() throws IOException {
        shards();

        merge("target/shards/*/report.json");

        Golden.assertGolden("report/two-shards.json", Files.readString(own));
        assertThat(output.resolve(LOG)).hasContent("it broke");
        assertThat(output.resolve(RECEIPT)).hasContent("a receipt");
    }

    @Test
    void merging_again_leaves_report_and_files_as_they_are() throws IOException {
        shards();
        BuildReport once = merge("target/shards/*/report.json");
        write("target/shards/arm/" + LOG, "another\n");

        assertThat(merge("target/**/report.json", "target/shards/arm/report.json"))
                .isEqualTo(once);
        assertThat(output.resolve(LOG)).hasContent("it broke");
    }

    @Test
    void two_stars_also_stand_for_no_folder() throws IOException {
        shards();
        Files.move(root.resolve("target/shards/amd/report.json"), root.resolve("target/shards/report.json"));

        assertThat(ContinuedReports.read(List.of("target/shards/**/report.json"), root, own, AT)
                        .mergedInto(BuildReport.EMPTY, NOTHING)
                        .image(IMAGE)
                        .platformImages())
                .hasSize(2);
    }

    @Test
    void a_log_that_did_not_come_with_its_report_is_not_named_and_is_missed() throws IOException {
        shards();
        Files.delete(root.resolve("target/shards/arm").resolve(LOG));

        var others = ContinuedReports.read(List.of("target/shards/*/report.json"), root, own, AT);

        assertThat(others.warnings()).singleElement().asString().contains("arm/report.json", LOG);
        assertThat(others.mergedInto(BuildReport.EMPTY, NOTHING).image(IMAGE).platformImages())
                .allSatisfy(build -> assertThat(build.log()).isEmpty());
    }

    @Test
    void everything_that_is_wrong_is_said_at_once_with_its_file() throws IOException {
        shards();
        write("target/shards/a/report.json", "");
        write("target/shards/b/report.json", "{\"schemaVersion\": 1, \"images\": []}");
        write("target/shards/c/report.json", "{\"schemaVersion\": 2}");
        write("target/shards/d/report.json", "{\"schemaVersion\": 2, \"images\": [null]}");
        write("target/shards/e/report.json", "{\"schemaVersion\": 2, \"images\": [], \"more\": 1}");
        write("target/shards/f/report.json", "[]");
        write("target/shards/g/report.json", "{\"schemaVersion\": 2, \"images\": [{\"reference\": \"r/x:t\"}]}");

        assertThatThrownBy(() -> merge("target/shards/*/report.json")).isInstanceOfSatisfying(InvalidInput.class, e -> {
            assertThat(e.problems())
                    .map(problem -> problem.at().file())
                    .containsExactly(
                            "target/shards/a/report.json",
                            "target/shards/b/report.json",
                            "target/shards/c/report.json",
                            "target/shards/d/report.json",
                            "target/shards/e/report.json",
                            "target/shards/f/report.json",
                            "target/shards/g/report.json");
            assertThat(e.problems().get(1).toString())
                    .contains("has schema version 1, and this version of the plugin reads 2");
        });
    }

    @Test
    void what_a_report_names_outside_its_folders_is_refused_and_nothing_is_copied() throws IOException {
        for (String path : List.of(
                "../secret", "/etc/passwd", "logs/../../secret", "logs/../logs/x", "logs", "report.json", RECEIPT)) {
            shards();
            Path report = root.resolve("target/shards/arm/report.json");
            Files.writeString(report, Files.readString(report).replace(LOG, path));

            assertThatThrownBy(() -> merge("target/shards/*/report.json"))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("names the log '" + path + "'");
            assertThat(output).doesNotExist();
        }
    }

    @Test
    void a_receipt_is_below_the_receipts_folder() throws IOException {
        shards();
        Path report = root.resolve("target/shards/amd/report.json");
        Files.writeString(report, Files.readString(report).replace(RECEIPT, "logs/x.json"));

        assertThatThrownBy(() -> merge("target/shards/*/report.json"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("names the receipt 'logs/x.json'");
    }

    @Test
    void bad_patterns_and_bad_files_are_said_together() throws IOException {
        write("target/shards/a/report.json", "");

        assertThatThrownBy(() -> merge("target/shards/*/report.json", "nowhere/*.json"))
                .isInstanceOfSatisfying(
                        InvalidInput.class, e -> assertThat(e.problems()).hasSize(2));
    }

    @Test
    void a_warning_names_the_file_that_matched() throws IOException {
        shards();
        Files.delete(root.resolve("target/shards/arm").resolve(LOG));
        Files.move(root.resolve("target/shards/arm/report.json"), root.resolve("target/shards/arm/arm.json"));

        assertThat(ContinuedReports.read(List.of("target/shards/arm/*.json"), root, own, AT)
                        .warnings())
                .singleElement()
                .asString()
                .contains("arm/arm.json");
    }

    @Test
    void a_link_out_of_its_folder_is_not_followed() throws IOException {
        shards();
        Path log = root.resolve("target/shards/arm").resolve(LOG);
        Files.delete(log);
        Files.createSymbolicLink(log, write("secret", "secret"));

        merge("target/shards/*/report.json");

        assertThat(output.resolve(LOG)).doesNotExist();
    }

    @Test
    void a_pattern_that_matches_nothing_is_an_error_for_each() {
        assertThatThrownBy(() -> merge("target/shards/*/report.json", "nowhere/report.json", "[", "target/../x*"))
                .isInstanceOfSatisfying(
                        InvalidInput.class, e -> assertThat(e.problems()).hasSize(4));
    }

    @Test
    void the_report_of_this_run_alone_continues_nothing() {
        try (var file = new ReportFile(own)) {
            file.update(old -> old.with(IMAGE, image -> image));
        }

        assertThatThrownBy(() -> merge("target/*/report.json"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("matches only this run's own report");
    }
}
