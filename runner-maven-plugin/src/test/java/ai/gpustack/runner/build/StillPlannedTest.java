package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.build.BuildReport.Image;
import ai.gpustack.runner.build.BuildReport.PlatformTest;
import ai.gpustack.runner.build.BuildReport.StepState;
import ai.gpustack.runner.plan.ImageName;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.RunnerImage;
import ai.gpustack.runner.plan.SamplePlatformImage;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StillPlannedTest {

    private static final String AMD64 = "linux/amd64";
    private static final String ARM64 = "linux/arm64";
    private static final Supplier<Plan> NOT_ASKED = () -> {
        throw new AssertionError("the whole plan was asked for");
    };

    private static RunnerImage image(String service, String... platforms) {
        ImageName name = ImageName.of("cpu", "1.0", "", service, "1.0");
        List<PlatformImage> platformImages = Arrays.stream(platforms)
                .map(platform -> SamplePlatformImage.of(name, platform, service + platform, "base"))
                .toList();
        return new RunnerImage(name, SamplePlatformImage.REPOSITORY, platformImages);
    }

    private static Plan plan(RunnerImage... images) {
        return new Plan(List.of(images), List.of());
    }

    private static BuildReport report(RunnerImage... images) {
        return new BuildReport(
                BuildReport.SCHEMA_VERSION,
                Arrays.stream(images).map(StillPlannedTest::entry).toList());
    }

    /** Each of its platforms failed and wasn't tested. */
    private static Image entry(RunnerImage image) {
        Image entry = Image.of(image.reference().toString());
        for (PlatformImage each : image.platformImages()) {
            String platform = each.platform().toString();
            entry = entry.with(PlatformBuild.of(
                            platform, each.reference().toString(), each.id(), "registry", BuildState.FAILED, "why"))
                    .with(new PlatformTest(
                            platform,
                            StepState.WITHHELD,
                            Optional.empty(),
                            false,
                            "it wasn't built",
                            List.of(),
                            Optional.empty()));
        }
        return entry;
    }

    @Test
    void what_is_all_of_this_run_is_left_as_it_is_and_nothing_more_is_planned() {
        BuildReport report = report(image("vllm", AMD64));
        assertThat(StillPlanned.of(report, plan(image("vllm", AMD64, ARM64)), NOT_ASKED))
                .isEqualTo(report);
    }

    @Test
    void an_image_that_is_only_not_selected_stays() {
        BuildReport report = report(image("vllm", AMD64), image("sglang", AMD64));
        assertThat(StillPlanned.of(
                        report, plan(image("vllm", AMD64)), () -> plan(image("vllm", AMD64), image("sglang", AMD64))))
                .isEqualTo(report);
    }

    @Test
    void an_image_and_a_platform_that_the_matrix_does_not_have_any_more_go() {
        BuildReport report = report(image("vllm", AMD64, ARM64), image("gone", AMD64));
        assertThat(StillPlanned.of(report, plan(), () -> plan(image("vllm", AMD64))))
                .isEqualTo(report(image("vllm", AMD64)));
    }

    @Test
    void an_image_of_this_run_alone_stays_though_the_matrix_does_not_have_it() {
        BuildReport report = report(image("overridden", AMD64), image("gone", AMD64));
        assertThat(StillPlanned.of(report, plan(image("overridden", AMD64)), StillPlannedTest::plan))
                .isEqualTo(report(image("overridden", AMD64)));
    }

    @Test
    void a_matrix_with_mistakes_takes_nothing_away() {
        BuildReport report = report(image("gone", AMD64));
        var broken = new Plan(List.of(), List.of(Problem.error(Location.of("matrix.yml"), "is broken", "mend it")));
        assertThat(StillPlanned.of(report, plan(), () -> broken)).isEqualTo(report);
    }
}
