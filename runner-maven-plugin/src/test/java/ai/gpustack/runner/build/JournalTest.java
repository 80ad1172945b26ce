package ai.gpustack.runner.build;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.build.BuildReport.Step;
import ai.gpustack.runner.build.BuildReport.StepState;
import ai.gpustack.runner.plan.ImageName;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.SamplePlatformImage;
import ai.gpustack.runner.source.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class JournalTest {

    private static final PlatformImage AMD64 = image("linux/amd64");
    private static final PlatformImage ARM64 = image("linux/arm64");
    private static final String REFERENCE = BuildReport.reference(AMD64);

    @TempDir
    private Path folder;

    private ReportFile report;

    private static PlatformImage image(String platform) {
        return SamplePlatformImage.of(
                ImageName.of("cpu", "1.0", "", "tool", "1.0"), platform, platform + "-id", "base");
    }

    private static PlatformBuild build(PlatformImage image, String id, BuildState state) {
        return PlatformBuild.of(
                image.platform().toString(), image.reference().toString(), id, "registry", state, "it isn't there");
    }

    /** What an earlier run has pushed, combined and tested. */
    @BeforeEach
    void record() {
        report = new ReportFile(folder.resolve("report.json"));
        var combined = new Step(
                StepState.DONE, REFERENCE + "-dev", Optional.of("sha256:1"), Optional.empty(), "it combines them");
        report.image(
                REFERENCE,
                known -> known.with(build(AMD64, AMD64.id(), BuildState.BUILT))
                        .with(build(ARM64, ARM64.id(), BuildState.BUILT))
                        .withManifest(combined));
    }

    @AfterEach
    void close() {
        report.close();
    }

    private BuildReport.Image refused(String place, boolean isMissing, PlatformImage... images) {
        try (var journal =
                new Journal(report, new BuildLogs(folder), new Nobody(), place, InstantSource.system(), built -> {})) {
            journal.pending(Stream.of(images).collect(toMap(image -> image, image -> "it isn't there")));
            assertThat(report.get().platformImage(images[0]).orElseThrow().state())
                    .isEqualTo(BuildState.NOT_STARTED);
            journal.refused(List.of(images), isMissing, "nothing was built: an emulator is missing");
        }
        return report.get().image(REFERENCE);
    }

    private static List<BuildState> states(BuildReport.Image image) {
        return image.platformImages().stream().map(PlatformBuild::state).toList();
    }

    @Test
    void a_refused_build_for_another_place_leaves_what_was_pushed_combined_and_tested_as_it_was() {
        BuildReport.Image before = report.get().image(REFERENCE);
        assertThat(refused("engine", true, AMD64)).isEqualTo(before);
        assertThat(refused("engine", true, AMD64, ARM64)).isEqualTo(before);
    }

    @Test
    void a_refused_build_of_what_is_there_leaves_it_as_it_was() {
        BuildReport.Image before = report.get().image(REFERENCE);
        assertThat(refused("registry", false, AMD64, ARM64)).isEqualTo(before);
    }

    @Test
    void a_refused_build_of_what_is_gone_says_why_it_isnt_there() {
        BuildReport.Image after = refused("registry", true, AMD64);
        assertThat(states(after)).containsExactly(BuildState.NOT_STARTED, BuildState.BUILT);
        assertThat(after.platformImages().get(0).why()).isEqualTo("nothing was built: an emulator is missing");
        assertThat(after.manifest()).isEmpty();
    }

    @Test
    void of_a_refused_build_what_has_changed_is_not_there_and_what_has_not_still_is() {
        report.image(REFERENCE, known -> known.with(build(ARM64, "older", BuildState.BUILT)));
        BuildReport.Image after = refused("engine", true, AMD64, ARM64);
        assertThat(states(after)).containsExactly(BuildState.BUILT, BuildState.NOT_STARTED);
        assertThat(after.manifest()).isEmpty();
    }

    @Test
    void a_refused_build_leaves_what_this_run_has_found_to_be_there() {
        PlatformBuild found = build(AMD64, AMD64.id(), BuildState.UP_TO_DATE);
        try (var journal = new Journal(
                report, new BuildLogs(folder), new Nobody(), "engine", InstantSource.system(), built -> {})) {
            journal.upToDate(Map.of(AMD64, found));
            journal.pending(Map.of(ARM64, "it isn't there"));
            journal.refused(List.of(ARM64), true, "nothing was built");
        }
        assertThat(states(report.get().image(REFERENCE))).containsExactly(BuildState.UP_TO_DATE, BuildState.BUILT);
    }

    /** Hears nothing. */
    private static final class Nobody implements BuildListener {

        @Override
        public void says(String sentence) {}

        @Override
        public void remarks(Problem problem) {}

        @Override
        public void begins(List<PlatformImage> missing, int upToDate) {}

        @Override
        public void started(PlatformImage image, Optional<String> builder) {}

        @Override
        public void step(PlatformImage image, String step) {}

        @Override
        public void retrying(PlatformImage image, String reason, Duration wait) {}

        @Override
        public void ended(PlatformImage image, PlatformBuild build) {}

        @Override
        public void close() {}
    }

    @Test
    void what_an_images_bases_were_is_still_known_when_it_is_found_up_to_date() {
        Map<String, String> bases = Map.of("debian:bookworm-slim", "sha256:b");
        PlatformBuild pushed = build(AMD64, AMD64.id(), BuildState.BUILT)
                .withDigest(Optional.of("sha256:1"))
                .withBases(bases);
        report.image(REFERENCE, known -> known.with(pushed));
        PlatformBuild found = build(AMD64, AMD64.id(), BuildState.UP_TO_DATE).withDigest(Optional.of("sha256:1"));

        try (var journal = new Journal(
                report, new BuildLogs(folder), new Nobody(), "registry", InstantSource.system(), built -> {})) {
            journal.upToDate(Map.of(AMD64, found));
            assertThat(journal.recorded(AMD64).bases()).isEqualTo(bases);

            journal.upToDate(Map.of(AMD64, found.withDigest(Optional.of("sha256:2"))));
            assertThat(journal.recorded(AMD64).bases()).isEmpty();
        }
    }
}
