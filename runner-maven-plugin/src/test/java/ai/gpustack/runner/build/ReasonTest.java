package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.build.Destination.Earlier;
import ai.gpustack.runner.build.Destination.Existing;
import ai.gpustack.runner.plan.ImageName;
import ai.gpustack.runner.plan.Inputs;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.SamplePlatformImage;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReasonTest {

    private static final PlatformImage IMAGE =
            SamplePlatformImage.of(ImageName.of("cpu", "1.0", "", "vllm", "1.0"), "linux/amd64", "new-id", "base");

    private static String why(Existing there, boolean rebuilds) {
        return Reason.toBuild(IMAGE, there, rebuilds).orElse("it isn't built");
    }

    private static String since(Optional<String> id, Optional<Inputs> inputs) {
        return why(new Existing.Missing(Optional.of(new Earlier(id, inputs))), false);
    }

    /** What the image was made of before: an argument, a base and the revision were others. */
    private static Inputs earlier() {
        Inputs now = IMAGE.inputs();
        return new Inputs(
                now.image(),
                now.stage(),
                now.platform(),
                now.revision() + 2,
                new TreeMap<>(Map.of("VLLM_VERSION", "0.9")),
                now.instructions(),
                new TreeMap<>(Map.of("debian:bookworm-slim", "sha256:0123456789abcdef")),
                now.options(),
                now.files());
    }

    @Test
    void what_is_there_is_not_built_unless_it_is_forced() {
        assertThat(why(new Existing.UpToDate("sha256:a"), false)).isEqualTo("it isn't built");
        assertThat(why(new Existing.TagElsewhere("sha256:a"), false)).isEqualTo("it isn't built");
        assertThat(why(new Existing.UpToDate("sha256:a"), true)).isEqualTo("forced; what was there loses its tags");
    }

    @Test
    void what_is_not_there_was_never_built_or_says_what_changed() {
        assertThat(why(new Existing.Missing(Optional.empty()), false)).isEqualTo("never built");
        assertThat(why(new Existing.Missing(Optional.empty()), true)).isEqualTo("never built");
        assertThat(since(Optional.of("old-id"), Optional.of(earlier())))
                .isEqualTo(
                        "arg VLLM_VERSION removed (0.9), base debian:bookworm-slim no longer locked, revision 2 -> 0");
    }

    @Test
    void an_image_that_says_less_than_that_is_told_as_such() {
        assertThat(since(Optional.empty(), Optional.empty()))
                .isEqualTo("its platform tag holds an image that this plugin didn't build");
        assertThat(since(Optional.of("new-id"), Optional.empty())).isEqualTo("it has no id tag");
        assertThat(since(Optional.of("old-id"), Optional.empty()))
                .isEqualTo("changed; the image there doesn't say what it was made of");
        assertThat(why(new Existing.MissingBecause("its files changed while it was built"), false))
                .isEqualTo("its files changed while it was built");
    }
}
