package ai.gpustack.runner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By the rules of Docker's references: distribution/reference, normalize.go. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FamiliarReferenceTest {

    private static final String DIGEST = "@sha256:" + "0".repeat(64);

    @ParameterizedTest
    @CsvSource({
        "debian, debian:latest, debian",
        "debian:latest, debian:latest, debian",
        "debian:bookworm-slim, debian:bookworm-slim, debian:bookworm-slim",
        "library/debian, debian:latest, debian",
        "docker.io/debian, debian:latest, debian",
        "docker.io/library/debian:12, debian:12, debian:12",
        "index.docker.io/library/debian:12, debian:12, debian:12",
        "nvidia/cuda:12.8.1-devel-ubuntu22.04, nvidia/cuda:12.8.1-devel-ubuntu22.04, nvidia/cuda:12.8.1-devel-ubuntu22.04",
        "docker.io/nvidia/cuda, nvidia/cuda:latest, nvidia/cuda",
        "library/a/b, library/a/b:latest, library/a/b",
        "localhost:5000/debian, localhost:5000/debian:latest, localhost:5000/debian",
        "localhost:5000/library/debian:1, localhost:5000/library/debian:1, localhost:5000/library/debian:1",
        "quay.io/ascend/cann:8.2, quay.io/ascend/cann:8.2, quay.io/ascend/cann:8.2"
    })
    void one_image_has_one_shortest_name_and_buildkit_leaves_latest_out(
            String written, String familiar, String context) {
        Reference reference = Reference.familiar(written).orElseThrow();

        assertThat(reference).hasToString(familiar);
        assertThat(reference.contextName()).isEqualTo(context);
        assertThat(Reference.familiar(familiar)).contains(reference);
    }

    @ParameterizedTest
    @ValueSource(strings = {"debian", "debian:12", "localhost:5000/x", "docker.io/library/debian:12"})
    void a_digest_is_kept_and_no_tag_is_made_up_for_it(String name) {
        Reference reference = Reference.familiar(name + DIGEST).orElseThrow();

        assertThat(reference.digest()).contains(DIGEST.substring(1));
        assertThat(reference.tag().isPresent()).isEqualTo(name.contains(":12"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Debian",
                "debian:",
                "debian:-x",
                "debian@sha256:0",
                "a//b",
                "debian 12",
                "0000000000000000000000000000000000000000000000000000000000000000"
            })
    void what_docker_refuses_is_no_reference(String text) {
        assertThat(Reference.familiar(text)).isEmpty();
    }
}
