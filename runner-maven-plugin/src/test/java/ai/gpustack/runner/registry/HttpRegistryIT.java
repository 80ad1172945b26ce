package ai.gpustack.runner.registry;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.engine.RealEngine;
import ai.gpustack.runner.it.Machine;
import ai.gpustack.runner.it.NeedsEngine;
import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.plan.Reference;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@NeedsEngine(registry = Machine.REGISTRY)
class HttpRegistryIT {

    private static Reference image;
    private final HttpRegistry registry = new HttpRegistry(Set.of(), host -> Optional.empty(), Map.of(), said -> {});

    @BeforeAll
    static void push_an_index() {
        var engine = new RealEngine();
        image = Reference.tag(Machine.REGISTRY + "/it/registry", "both");
        engine.docker(
                Duration.ofMinutes(5),
                "buildx",
                "imagetools",
                "create",
                "--tag",
                image.toString(),
                RealEngine.BASE_INDEX);
    }

    @Test
    void a_real_registry_tells_the_same_by_HEAD_and_by_GET() {
        Descriptor head = registry.head(image).orElseThrow();
        var index = (Manifest.Index) registry.manifest(image).orElseThrow();

        assertThat(index.descriptor()).isEqualTo(head);
        assertThat(registry.head(image.at(head.digest()))).contains(head);
        assertThat(index.images())
                .extracting(entry -> entry.platform().orElseThrow())
                .containsExactlyInAnyOrder(
                        Platform.parse("linux/amd64").orElseThrow(),
                        Platform.parse("linux/arm64").orElseThrow());
    }

    @Test
    void its_images_have_layers_and_a_configuration() {
        var index = (Manifest.Index) registry.manifest(image).orElseThrow();
        Manifest.Entry entry = index.images().get(0);

        var found = (Manifest.Image)
                registry.manifest(image.at(entry.descriptor().digest())).orElseThrow();

        assertThat(found.descriptor()).isEqualTo(entry.descriptor());
        assertThat(found.transferSize()).isGreaterThan(10_000_000);
    }

    @Test
    void what_it_does_not_have_is_empty() {
        assertThat(registry.head(Reference.tag(Machine.REGISTRY + "/it/registry", "nope")))
                .isEmpty();
        assertThat(registry.manifest(Reference.tag(Machine.REGISTRY + "/it/no-such-repository", "nope")))
                .isEmpty();
    }
}
