package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.gpustack.runner.plan.ImageName;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.SamplePlatformImage;
import ai.gpustack.runner.process.BrokenEnvironment;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SurveyTest {

    private static final List<PlatformImage> IMAGES = IntStream.range(0, 100)
            .mapToObj(number -> SamplePlatformImage.of(
                    ImageName.of("cpu", "1.0", "", "tool", "1." + number), "linux/amd64", "id" + number, "base"))
            .toList();

    /** A registry that can't be reached, and counts how often it was tried. */
    private static final class Unreachable implements Destination {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public Existing existing(PlatformImage image) {
            asked.incrementAndGet();
            throw new BrokenEnvironment("no answer", "see whether it runs");
        }

        @Override
        public void point(PlatformImage image, String digest) {
            throw new AssertionError();
        }

        @Override
        public void spoil(PlatformImage image) {
            throw new AssertionError();
        }

        @Override
        public Optional<PlatformBuild.Size> size(PlatformImage image) {
            throw new AssertionError();
        }

        @Override
        public Export export() {
            return Export.PUSH;
        }
    }

    @Test
    void a_registry_that_does_not_answer_is_not_waited_for_once_for_each_image() {
        var registry = new Unreachable();

        assertThatThrownBy(() -> Survey.of(IMAGES, registry, false, image -> {}))
                .isInstanceOf(BrokenEnvironment.class)
                .hasMessageStartingWith("no answer");
        assertThat(registry.asked.get()).isBetween(1, Survey.QUESTIONS);
    }
}
