package ai.gpustack.runner.lint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.matrix.MatrixReader;
import ai.gpustack.runner.plan.Pack;
import ai.gpustack.runner.plan.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SubjectTest {

    private static final String MATRIX = """
            platforms: [linux/amd64]
            rules:
              - {backend: cuda, services: [vllm, sglang]}
              - {backend: cuda, services: [voxbox], enabled: false, reason: later}
              - {backend: rocm, services: [vllm]}
              - {backend: cann, services: [vllm]}
            """;

    @TempDir
    private Path root;

    @BeforeEach
    void aPack() throws IOException {
        for (String file : List.of("cuda/Dockerfile", "cuda/Dockerfile.sglang", "rocm/Dockerfile")) {
            Files.createDirectories(root.resolve("pack").resolve(file).getParent());
            Files.writeString(root.resolve("pack").resolve(file), "FROM a AS vllm\n");
        }
    }

    private List<String> subjects(List<String> backends, List<String> services) {
        var selection = new Selection(backends, services, List.of(), List.of());
        return Subject.of(MatrixReader.parse("matrix.yml", MATRIX), new Pack(root, Path.of("pack")), selection).stream()
                .map(subject -> subject.dockerfile().file() + " " + subject.services())
                .toList();
    }

    @Test
    void each_dockerfile_is_a_subject_with_the_services_that_are_built_from_it() {
        assertThat(subjects(List.of(), List.of()))
                .containsExactly(
                        "pack/cuda/Dockerfile [vllm, voxbox]",
                        "pack/cuda/Dockerfile.sglang [sglang]",
                        "pack/rocm/Dockerfile [vllm]");
    }

    @Test
    void a_selection_narrows_the_dockerfiles_and_not_the_services_of_one() {
        assertThat(subjects(List.of("cuda"), List.of("vllm"))).containsExactly("pack/cuda/Dockerfile [vllm, voxbox]");
        assertThat(subjects(List.of("rocm"), List.of())).containsExactly("pack/rocm/Dockerfile [vllm]");
    }

    @Test
    void a_service_that_is_only_disabled_is_no_reason_to_look_at_its_dockerfile() {
        assertThat(subjects(List.of(), List.of("voxbox"))).isEmpty();
    }
}
