package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.plan.ImageName;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.Reference;
import ai.gpustack.runner.plan.SamplePlatformImage;
import ai.gpustack.runner.registry.Descriptor;
import ai.gpustack.runner.registry.Manifest;
import ai.gpustack.runner.registry.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WaitsTest {

    private static final String BASE = "[internal] load metadata for docker.io/library/debian:bookworm-slim";
    private static final String PUSH = "exporting to image";

    private final List<String> asked = new ArrayList<>();

    /** Docker Hub wants to be left alone for a minute, everybody else for nothing. */
    private final class Hub implements Registry {

        @Override
        public Optional<Duration> askedToWait(Reference reference) {
            asked.add(reference.toString());
            return reference.registry().isEmpty() ? Optional.of(Duration.ofMinutes(1)) : Optional.empty();
        }

        @Override
        public Optional<Descriptor> head(Reference reference) {
            throw new AssertionError("only waits are asked for");
        }

        @Override
        public Optional<Manifest> manifest(Reference reference) {
            throw new AssertionError("only waits are asked for");
        }

        @Override
        public List<String> steps(Reference reference, Manifest.Image image) {
            throw new AssertionError("only waits are asked for");
        }

        @Override
        public List<String> tags(Reference reference) {
            throw new AssertionError("only waits are asked for");
        }

        @Override
        public Registry once() {
            return this;
        }
    }

    private static PlatformImage image(String service) {
        return SamplePlatformImage.of(
                ImageName.of("cpu", "1.0", "", service, "1.0"), "linux/amd64", "0".repeat(64), "base");
    }

    private static Failure failure(FailureKind kind, String step) {
        return new Failure(kind, Optional.of(step), Optional.empty(), "429", Optional.empty(), List.of());
    }

    private Duration wait(Map<PlatformImage, Failure> failures, int before) {
        return new Waits(new Retries(3, Duration.ofSeconds(4), () -> 0.5), Hub::new).before(failures, image -> before);
    }

    @Test
    void the_registry_that_a_step_asked_is_asked_how_long_it_wants_to_be_left_alone_and_each_once() {
        Map<PlatformImage, Failure> failures = new LinkedHashMap<>();
        failures.put(image("a"), failure(FailureKind.NETWORK, BASE));
        failures.put(image("b"), failure(FailureKind.NETWORK, BASE));
        failures.put(image("c"), failure(FailureKind.NETWORK, PUSH));

        assertThat(wait(failures, 0)).isEqualTo(Duration.ofMinutes(1));
        assertThat(asked)
                .containsExactly("debian:bookworm-slim", SamplePlatformImage.REPOSITORY + ":id-" + "0".repeat(32));
    }

    @Test
    void what_no_registry_is_to_blame_for_waits_as_long_as_its_attempts_call_for() {
        assertThat(wait(Map.of(image("a"), failure(FailureKind.BUILDER, BASE)), 2))
                .isEqualTo(Duration.ofSeconds(16));
        assertThat(wait(Map.of(image("a"), failure(FailureKind.NETWORK, PUSH)), 0))
                .isEqualTo(Duration.ofSeconds(4));
        assertThat(wait(Map.of(), 0)).isZero();
        assertThat(asked).hasSize(1);
    }
}
