package ai.gpustack.runner.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.gpustack.runner.matrix.Matrix;
import ai.gpustack.runner.matrix.Repository;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Problem;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RegistryValuesTest {

    private static final String HOST = "write HOST:PORT, or a HOST with a dot in its name, without http:// before it";

    private final Values values = new Values(Options.PLACES);
    private final RegistryValues registries = new RegistryValues(values);

    private Optional<Repository> repository(String registry, String namespace, String name) {
        return registries.repository(
                Matrix.DEFAULT_IMAGE,
                Optional.ofNullable(registry),
                Optional.ofNullable(namespace),
                Optional.ofNullable(name));
    }

    private Optional<Repository> staging(String text, String target) {
        return registries.staging(Optional.ofNullable(text), Repository.parse(target));
    }

    private List<String> problems() {
        try {
            values.orThrow();
            return List.of();
        } catch (InvalidInput e) {
            return e.problems().stream().map(Problem::toString).toList();
        }
    }

    @ParameterizedTest
    @CsvSource({
        ", , , gpustack/runner",
        "localhost:5000, , , localhost:5000/gpustack/runner",
        "registry.example.com, team, images, registry.example.com/team/images",
        "localhost, some/team, , localhost/some/team/runner",
        // underscores make a namespace, though no host: what it is depends on the registry before it
        "localhost:5000, a.b_c, , localhost:5000/a.b_c/runner"
    })
    void each_property_replaces_a_part_of_the_repository(String registry, String namespace, String name, String made) {
        assertThat(repository(registry, namespace, name).map(Repository::toString))
                .contains(made);
        assertThat(problems()).isEmpty();
    }

    @Test
    void each_wrong_part_is_told_as_the_property_that_it_is() {
        assertThat(repository("http://localhost:5000", "TEAM", "runner:1.0")).isEmpty();
        assertThat(problems())
                .containsExactly(
                        "-Drunner.registry=http://localhost:5000: error: not a registry; " + HOST,
                        "-Drunner.namespace=TEAM: error: not a namespace; write a name in lower case",
                        "-Drunner.repository=runner:1.0: error: not a repository's name;"
                                + " write a name in lower case, without a tag");
    }

    @Test
    void what_Docker_takes_for_a_namespace_is_no_registry() {
        assertThat(repository("myhost", null, null)).isEmpty();
        assertThat(problems()).containsExactly("-Drunner.registry=myhost: error: not a registry; " + HOST);
    }

    @Test
    void credentials_are_refused_and_not_repeated() {
        repository("me:s3cret@registry.example.com", null, null);
        registries.insecure(List.of("me:s3cret@registry.example.com:80"));
        assertThat(problems())
                .hasSize(2)
                .noneMatch(problem -> problem.contains("s3cret"))
                .first()
                .isEqualTo(
                        "-Drunner.registry: error: not a registry, and not repeated here, as a password may stand before"
                                + " its '@'; " + HOST + "; credentials belong into the Docker config: 'docker login'");
    }

    @ParameterizedTest
    @CsvSource({
        ", gpustack/runner, gpustack/runner",
        "team/ids, gpustack/runner, team/ids",
        "team/ids, localhost:5000/gpustack/runner, localhost:5000/team/ids",
        "localhost:5000/team/ids, localhost:5000/gpustack/runner, localhost:5000/team/ids"
    })
    void id_tags_are_in_another_repository_of_the_same_registry(String text, String target, String made) {
        assertThat(staging(text, target).map(Repository::toString)).contains(made);
        assertThat(problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ids", "localhost:5000/ids", "team/IDS", "team/ids:1.0", "http://localhost:5000/team/ids", "a b"
            })
    void what_is_no_repository_in_a_namespace_is_refused_for_id_tags(String text) {
        assertThat(staging(text, "localhost:5000/gpustack/runner")).isEmpty();
        assertThat(problems())
                .containsExactly("-Drunner.staging=" + text + ": error: not a repository in a namespace;"
                        + " write NAMESPACE/NAME, in lower case and without a tag");
    }

    @Test
    void id_tags_of_another_registry_are_refused() {
        staging("example.com/team/ids", "gpustack/runner");
        assertThat(problems())
                .containsExactly("-Drunner.staging=example.com/team/ids: error: not in the images' registry, docker.io;"
                        + " write NAMESPACE/NAME, in lower case and without a tag");
    }

    @Test
    void a_wrong_registry_is_not_told_a_second_time_as_that_of_the_id_tags() {
        registries.staging(Optional.of("localhost:5000/team/ids"), repository("localhost:5OOO", null, null));
        assertThat(problems()).singleElement().asString().startsWith("-Drunner.registry=localhost:5OOO: error: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.7:5000", "registry:5000", "registry.example.com", "localhost"})
    void a_registry_that_an_image_can_name_may_be_asked_in_clear_text(String registry) {
        registries.insecure(List.of(registry));
        assertThat(problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "foo",
                "http://registry:5000",
                "registry:5000/team",
                "registry 5000",
                "registry:http",
                "registry:5000/"
            })
    void what_no_image_can_name_is_refused_as_a_registry_in_clear_text(String registry) {
        registries.insecure(List.of("registry:5000", registry));
        assertThat(problems())
                .containsExactly(
                        "-Drunner.insecure=" + registry + ": error: not a registry as images name it; " + HOST);
    }

    @Test
    void docker_hub_is_not_asked_in_clear_text() {
        registries.insecure(List.of("docker.io"));
        assertThatThrownBy(values::orThrow)
                .hasMessage("-Drunner.insecure=docker.io: error: Docker Hub isn't asked in clear text; leave it out");
    }
}
