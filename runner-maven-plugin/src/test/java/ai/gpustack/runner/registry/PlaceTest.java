package ai.gpustack.runner.registry;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.plan.Reference;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PlaceTest {

    @ParameterizedTest
    @CsvSource({
        "debian, https://registry-1.docker.io/v2/library/debian/manifests/t",
        "gpustack/runner, https://registry-1.docker.io/v2/gpustack/runner/manifests/t",
        "docker.io/gpustack/runner, https://registry-1.docker.io/v2/gpustack/runner/manifests/t",
        "docker.io/debian, https://registry-1.docker.io/v2/library/debian/manifests/t",
        "index.docker.io/gpustack/runner, https://registry-1.docker.io/v2/gpustack/runner/manifests/t",
        "localhost:5000/a/b, http://localhost:5000/v2/a/b/manifests/t",
        "localhost/b, http://localhost/v2/b/manifests/t",
        "127.0.0.1:5000/a, http://127.0.0.1:5000/v2/a/manifests/t",
        "quay.io/a/b/c, https://quay.io/v2/a/b/c/manifests/t",
        "plain.example:8080/a/b, http://plain.example:8080/v2/a/b/manifests/t",
        "plain.example/a/b, https://plain.example/v2/a/b/manifests/t",
    })
    void a_reference_means_the_place_that_docker_would_ask(String repository, String address) {
        Reference reference = Reference.tag(repository, "t");

        assertThat(Place.of(reference, Set.of("plain.example:8080")).manifest(reference))
                .hasToString(address);
    }
}
