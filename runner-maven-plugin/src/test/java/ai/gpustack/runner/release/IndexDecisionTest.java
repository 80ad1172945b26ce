package ai.gpustack.runner.release;

import static ai.gpustack.runner.release.Samples.AMD64;
import static ai.gpustack.runner.release.Samples.ARM64;
import static ai.gpustack.runner.release.Samples.IMAGE;
import static ai.gpustack.runner.release.Samples.digest;
import static ai.gpustack.runner.release.Samples.index;
import static ai.gpustack.runner.release.Samples.manifest;
import static org.assertj.core.api.Assertions.assertThat;

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

    @Test
    void an_index_is_made_of_all_platforms_in_their_order_with_what_the_children_say_alike() {
        assertThat(IndexDecision.of(IMAGE, BOTH, Optional.empty()))
                .isEqualTo(new IndexDecision.Create(
                        List.of(digest("a"), digest("b")),
                        List.of(digest("a"), digest("b")),
                        Map.of("title", "t"),
                        220));
    }

    @Test
    void the_same_index_is_not_made_again() {
        Manifest current = index("i", Map.of("title", "t"), "a", "b");
        assertThat(IndexDecision.of(IMAGE, BOTH, Optional.of(current)))
                .isEqualTo(new IndexDecision.Unchanged(digest("i"), 220));
    }

    @Test
    void an_index_with_other_children_or_another_order_is_made_anew() {
        assertThat(IndexDecision.of(IMAGE, BOTH, Optional.of(index("i", Map.of("title", "t"), "b", "a"))))
                .isInstanceOf(IndexDecision.Create.class);
        assertThat(IndexDecision.of(IMAGE, BOTH, Optional.of(index("i", Map.of("title", "t"), "a"))))
                .isInstanceOf(IndexDecision.Create.class);
        assertThat(IndexDecision.of(IMAGE, BOTH, Optional.of(manifest("a", AMD64.id(), Map.of()))))
                .isInstanceOf(IndexDecision.Create.class);
    }

    @Test
    void a_missing_platform_withholds_the_index_and_is_never_dropped() {
        assertThat(IndexDecision.of(IMAGE, Map.of(AMD64, BOTH.get(AMD64)), Optional.empty()))
                .isEqualTo(new IndexDecision.Withheld(
                        List.of("linux/arm64 isn't there (no " + ARM64.idReference() + ")")));
    }

    @Test
    void a_platform_with_another_id_withholds_the_index() {
        var found = Map.of(AMD64, BOTH.get(AMD64), ARM64, pushed("b", "other", Map.of()));
        assertThat(IndexDecision.of(IMAGE, found, Optional.empty()))
                .isEqualTo(new IndexDecision.Withheld(
                        List.of("linux/arm64: " + ARM64.idReference() + " carries the id other, not " + ARM64.id())));
    }

    @Test
    void what_is_attached_to_an_image_goes_into_the_index_behind_it() {
        var found = Map.of(AMD64, pushed("a", AMD64.id(), Map.of(), "c"), ARM64, BOTH.get(ARM64));
        assertThat(IndexDecision.of(IMAGE, found, Optional.empty()))
                .isEqualTo(new IndexDecision.Create(
                        List.of(digest("f"), digest("b")),
                        List.of(digest("a"), digest("c"), digest("b")),
                        Map.of(),
                        220));
    }
}
