package ai.gpustack.runner.docs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.build.BuildReport;
import ai.gpustack.runner.build.BuildReport.BuildState;
import ai.gpustack.runner.build.BuildReport.Failure;
import ai.gpustack.runner.build.BuildReport.PlatformBuild;
import ai.gpustack.runner.build.BuildReport.PlatformTest;
import ai.gpustack.runner.build.BuildReport.Step;
import ai.gpustack.runner.build.BuildReport.StepState;
import ai.gpustack.runner.build.ReportFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReportSchemaTest {

    private static final DocumentedSchema SCHEMA = DocumentedSchema.named("report");
    private static final String IMAGE = "localhost:5000/gpustack/runner:cpu12.15-llamacpp0.2.6";
    private static final String DIGEST = "sha256:" + "a".repeat(64);

    @TempDir
    private Path folder;

    private String written() {
        return Checkout.text(folder.resolve("runner/report.json"));
    }

    private ReportFile report() {
        return new ReportFile(folder.resolve("runner/report.json"));
    }

    private static PlatformBuild build(String platform, BuildState state) {
        boolean logged = state == BuildState.BUILT || state == BuildState.FAILED;
        var failure = new Failure(Optional.of("[llamacpp 1/3] RUN false"), "exit code: 1", List.of("no such package"));
        return new PlatformBuild(
                platform,
                IMAGE + "-" + platform.replace('/', '-'),
                "0".repeat(64),
                state == BuildState.UP_TO_DATE ? "engine" : "registry",
                state,
                "not there with this id",
                state.isThere() ? Optional.of(DIGEST) : Optional.empty(),
                1.5,
                logged ? Optional.of("logs/cpu12.15-llamacpp0.2.6-linux-amd64.log") : Optional.empty(),
                state == BuildState.FAILED ? Optional.of(failure) : Optional.empty());
    }

    @Test
    void a_report_with_every_state_of_every_step_fits() {
        ReportFile report = report();
        int number = 0;
        for (BuildState state : BuildState.values()) {
            String platform = "linux/arm/v" + ++number;
            report.image(IMAGE, image -> image.with(build(platform, state)));
        }
        for (StepState state : StepState.values()) {
            String reference = IMAGE + "." + state.ordinal();
            var whole = new Step(state, reference, Optional.of(DIGEST), Optional.of(42L), "it is so");
            var bare = new Step(state, reference, Optional.empty(), Optional.empty(), "it is so");
            report.image(reference, image -> image.withManifest(whole).withPromotion(bare));
            var test = new PlatformTest(
                    "linux/amd64",
                    state,
                    Optional.of(DIGEST),
                    true,
                    "it is so",
                    List.of("launcher: expected exit status 0, found 1"),
                    Optional.of("receipts/sha256-a-linux-amd64.json"));
            report.image(reference, image -> image.with(test));
        }

        assertThat(SCHEMA.problems(written())).isEmpty();
        assertThat(written()).contains("\"not-started\"", "\"up-to-date\"", "\"withheld\"", "\"not-run\"");
    }

    @Test
    void a_failure_without_a_step_and_a_test_that_could_not_run_fit() {
        PlatformBuild failed = build("linux/amd64", BuildState.FAILED);
        var failure = new Failure(Optional.empty(), "no such stage", List.of());
        report().image(
                        IMAGE,
                        image -> image.with(new PlatformBuild(
                                        failed.platform(),
                                        failed.reference(),
                                        failed.id(),
                                        failed.destination(),
                                        failed.state(),
                                        failed.why(),
                                        Optional.empty(),
                                        0,
                                        Optional.empty(),
                                        Optional.of(failure)))
                                .with(new PlatformTest(
                                        "linux/arm64",
                                        StepState.NOT_RUN,
                                        Optional.empty(),
                                        false,
                                        "no emulator",
                                        List.of(),
                                        Optional.empty())));

        assertThat(SCHEMA.problems(written())).isEmpty();
    }

    @Test
    void a_report_of_nothing_fits() {
        report().update(old -> BuildReport.EMPTY);

        assertThat(SCHEMA.problems(written())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(BuildState.class)
    void a_failure_belongs_to_what_failed_and_to_nothing_else(BuildState state) {
        report().image(IMAGE, image -> image.with(build("linux/amd64", state)));
        JsonNode json = new JsonMapper().readTree(written());
        var build = (ObjectNode) json.at("/images/0/platformImages/0");
        if (state == BuildState.FAILED) {
            build.remove("failure");
        } else {
            build.putObject("failure").put("error", "none").putArray("lastLines");
        }

        assertThat(SCHEMA.problems(json)).isNotEmpty();
    }

    @Test
    void a_state_that_is_not_one_does_not_fit() {
        report().image(IMAGE, image -> image.with(build("linux/amd64", BuildState.BUILT)));

        assertThat(SCHEMA.problems(written().replace("\"built\"", "\"BUILT\""))).isNotEmpty();
    }
}
