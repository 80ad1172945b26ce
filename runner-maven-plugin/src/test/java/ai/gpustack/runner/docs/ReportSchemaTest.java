package ai.gpustack.runner.docs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.build.BuildReport;
import ai.gpustack.runner.build.BuildReport.PlatformTest;
import ai.gpustack.runner.build.BuildReport.Step;
import ai.gpustack.runner.build.BuildReport.StepState;
import ai.gpustack.runner.build.BuildState;
import ai.gpustack.runner.build.Failure;
import ai.gpustack.runner.build.FailureKind;
import ai.gpustack.runner.build.PlatformBuild;
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

    private ReportFile report;

    private String written() {
        report.close();
        return Checkout.text(folder.resolve("runner/report.json"));
    }

    private ReportFile report() {
        report = new ReportFile(folder.resolve("runner/report.json"));
        return report;
    }

    private static final Failure FAILURE = new Failure(
            FailureKind.STEP,
            Optional.of("[llamacpp 1/3] RUN false"),
            Optional.of("pack/cpu/Dockerfile:12"),
            "exit code: 1",
            Optional.of("mend the command"),
            List.of("no such package"));

    private static PlatformBuild plain(String platform, BuildState state) {
        return PlatformBuild.of(
                platform,
                IMAGE + "-" + platform.replace('/', '-'),
                "0".repeat(64),
                state == BuildState.UP_TO_DATE ? "engine" : "registry",
                state,
                "never built");
    }

    private static PlatformBuild build(String platform, BuildState state) {
        boolean isTried = state == BuildState.BUILT || state == BuildState.FAILED;
        var run = new PlatformBuild.Run(
                "2026-01-31T12:00:00Z",
                1.5,
                Optional.of("farm"),
                List.of(
                        new PlatformBuild.Attempt(
                                "2026-01-31T12:00:00Z", 0.5, Optional.of("503"), Optional.of(FailureKind.NETWORK), 2),
                        new PlatformBuild.Attempt("2026-01-31T12:00:01Z", 1, Optional.empty(), Optional.empty(), 0)),
                List.of("the cache couldn't be written"),
                Optional.of("logs/gpustack/runner/cpu12.15-llamacpp0.2.6-linux-amd64.log"));
        var size = new PlatformBuild.Size(42, List.of(new PlatformBuild.Layer(DIGEST, 40, "RUN true")));
        PlatformBuild build = plain(platform, state)
                .withDigest(state.isThere() ? Optional.of(DIGEST) : Optional.empty())
                .withRun(isTried ? Optional.of(run) : Optional.empty())
                .withSize(state.isThere() ? Optional.of(size) : Optional.empty());
        return state == BuildState.FAILED ? build.withFailure(FAILURE) : build;
    }

    @Test
    void a_report_with_every_state_of_every_step_fits() {
        report();
        int number = 0;
        for (BuildState state : BuildState.values()) {
            String platform = "linux/arm/v" + ++number;
            report.image(IMAGE, image -> image.with(build(platform, state)));
        }
        for (StepState state : StepState.values()) {
            String reference = IMAGE + "." + state.ordinal();
            var whole = new Step(state, reference, Optional.of(DIGEST), Optional.of(42L), "it is so").now();
            var bare = new Step(state, reference, Optional.empty(), Optional.empty(), "it is so");
            report.image(reference, image -> image.withManifest(whole).withPromotion(bare));
            var test = new PlatformTest(
                    "linux/amd64",
                    state,
                    Optional.of(DIGEST),
                    true,
                    "it is so",
                    List.of("launcher: expected exit status 0, found 1"),
                    Optional.of("receipts/sha256-a-linux-amd64.json"),
                    whole.time());
            report.image(reference, image -> image.with(test));
        }

        assertThat(SCHEMA.problems(written())).isEmpty();
        assertThat(written()).contains("\"not-started\"", "\"up-to-date\"", "\"withheld\"", "\"not-run\"");
    }

    @Test
    void a_failure_without_a_step_and_a_test_that_could_not_run_fit() {
        var failure = new Failure(
                FailureKind.DEFINITION,
                Optional.empty(),
                Optional.empty(),
                "no such stage",
                Optional.empty(),
                List.of());
        report().image(
                        IMAGE,
                        image -> image.with(
                                        plain("linux/amd64", BuildState.FAILED).withFailure(failure))
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
            build.putObject("failure").put("kind", "other").put("error", "none").putArray("lastLines");
        }

        assertThat(SCHEMA.problems(json)).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(FailureKind.class)
    void every_kind_of_failure_fits(FailureKind kind) {
        var failure = new Failure(kind, Optional.empty(), Optional.empty(), "why", Optional.empty(), List.of());
        report().image(
                        IMAGE,
                        image -> image.with(
                                plain("linux/amd64", BuildState.FAILED).withFailure(failure)));

        assertThat(SCHEMA.problems(written())).isEmpty();
        assertThat(written()).contains("\"kind\" : \"" + kind + "\"");
    }

    @Test
    void a_state_that_is_not_one_does_not_fit() {
        report().image(IMAGE, image -> image.with(build("linux/amd64", BuildState.BUILT)));

        assertThat(SCHEMA.problems(written().replace("\"built\"", "\"BUILT\""))).isNotEmpty();
    }
}
