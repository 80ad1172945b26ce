package ai.gpustack.runner.release;

import static ai.gpustack.runner.release.Samples.AMD64;
import static ai.gpustack.runner.release.Samples.ARM64;
import static ai.gpustack.runner.release.Samples.IMAGE;
import static ai.gpustack.runner.release.Samples.digest;
import static ai.gpustack.runner.release.Samples.index;
import static ai.gpustack.runner.release.Samples.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.build.BuildReport;
import ai.gpustack.runner.build.BuildState;
import ai.gpustack.runner.build.Failure;
import ai.gpustack.runner.build.FailureKind;
import ai.gpustack.runner.build.PlatformBuild;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.registry.Manifest;
import ai.gpustack.runner.registry.PushedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class IndexDecisionTest {

    private static final Map<PlatformImage, Optional<PushedImage>> BOTH = Map.of(
            AMD64, pushed("a", AMD64.id(), Map.of("revision", "1", "title", "t")),
            ARM64, pushed("b", ARM64.id(), Map.of("revision", "2", "title", "t")));

    private static Optional<PushedImage> pushed(
            String letter, String id, Map<String, String> annotations, String... attestations) {
        String digest = attestations.length == 0 ? digest(letter) : digest("f");
        var image = (Manifest.Image) manifest(letter, id, annotations);
        return Optional.of(new PushedImage(
                digest, image, Arrays.stream(attestations).map(Samples::digest).toList()));
    }

    private static final BuildReport.Image NOTHING =
            BuildReport.Image.of(IMAGE.reference().toString());

    @Test
    void an_index_is_made_of_all_platforms_in_their_order_with_what_the_children_say_alike() {
        assertThat(IndexDecision.of(IMAGE, BOTH, Optional.empty(), NOTHING))
                .isEqualTo(new IndexDecision.Create(
                        List.of(digest("a"), digest("b")),
                        List.of(digest("a"), digest("b")),
                        Map.of("title", "t"),
                        220));
    }

    @Test
    void the_same_index_is_not_made_again() {
        Manifest current = index("i", Map.of("title", "t"), "a", "b");
        assertThat(IndexDecision.of(IMAGE, BOTH, Optional.of(current), NOTHING))
                .isEqualTo(new IndexDecision.Unchanged(digest("i"), 220));
    }

    @Test
    void an_index_with_other_children_or_another_order_is_made_anew() {
        assertThat(IndexDecision.of(IMAGE, BOTH, Optional.of(index("i", Map.of("title", "t"), "b", "a")), NOTHING))
                .isInstanceOf(IndexDecision.Create.class);
        assertThat(IndexDecision.of(IMAGE, BOTH, Optional.of(index("i", Map.of("title", "t"), "a")), NOTHING))
                .isInstanceOf(IndexDecision.Create.class);
        assertThat(IndexDecision.of(IMAGE, BOTH, Optional.of(manifest("a", AMD64.id(), Map.of())), NOTHING))
                .isInstanceOf(IndexDecision.Create.class);
    }

    @Test
    void a_missing_platform_withholds_the_index_and_is_never_dropped() {
        assertThat(IndexDecision.of(IMAGE, Map.of(AMD64, BOTH.get(AMD64)), Optional.empty(), NOTHING))
                .isEqualTo(new IndexDecision.Withheld(
                        List.of("linux/arm64 isn't there (no " + ARM64.idReference() + ")"), true));
    }

    private static PlatformBuild recorded(String id, BuildState state) {
        return PlatformBuild.of("linux/arm64", ARM64.reference().toString(), id, "registry", state, "no builder");
    }

    private static IndexDecision withoutArm64(PlatformBuild recorded) {
        return IndexDecision.of(IMAGE, Map.of(AMD64, BOTH.get(AMD64)), Optional.empty(), NOTHING.with(recorded));
    }

    @Test
    void a_platform_is_missing_for_the_reason_that_the_report_knows() {
        String missing = "linux/arm64 isn't there (no " + ARM64.idReference() + ")";
        var failure = new Failure(
                FailureKind.STEP,
                Optional.of("[tool 3/5] RUN make\n  all"),
                Optional.of("pack/cpu/Dockerfile:31"),
                "process \"/bin/sh -c make all\" did not complete successfully: exit code: 2",
                Optional.empty(),
                List.of("last"));

        assertThat(withoutArm64(recorded(ARM64.id(), BuildState.FAILED).withFailure(failure)))
                .isEqualTo(new IndexDecision.Withheld(
                        List.of(missing
                                + ": its build failed: [tool 3/5] RUN make all: exit code: 2 (pack/cpu/Dockerfile:31)"),
                        false));
        assertThat(withoutArm64(recorded(ARM64.id(), BuildState.NOT_STARTED)))
                .isEqualTo(new IndexDecision.Withheld(List.of(missing + ": it wasn't built: no builder"), true));
        assertThat(withoutArm64(recorded("other", BuildState.FAILED)))
                .isEqualTo(new IndexDecision.Withheld(List.of(missing), true));
    }

    @Test
    void a_platform_with_another_id_withholds_the_index() {
        var found = Map.of(AMD64, BOTH.get(AMD64), ARM64, pushed("b", "other", Map.of()));
        assertThat(IndexDecision.of(IMAGE, found, Optional.empty(), NOTHING))
                .isEqualTo(new IndexDecision.Withheld(
                        List.of("linux/arm64: " + ARM64.idReference() + " carries the id other, not " + ARM64.id()
                                + ", so something else was pushed there; build with -Drunner.force puts it right"),
                        false));
    }

    @Test
    void what_is_attached_to_an_image_goes_into_the_index_behind_it() {
        var found = Map.of(AMD64, pushed("a", AMD64.id(), Map.of(), "c"), ARM64, BOTH.get(ARM64));
        assertThat(IndexDecision.of(IMAGE, found, Optional.empty(), NOTHING))
                .isEqualTo(new IndexDecision.Create(
                        List.of(digest("f"), digest("b")),
                        List.of(digest("a"), digest("c"), digest("b")),
                        Map.of(),
                        220));
    }
}
