package ai.gpustack.runner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.matrix.Repository;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class NamesTest {

    private static final ImageName CANN = ImageName.of("cann", "8.2.rc1", "910b", "vllm", "0.9.2");

    @Test
    void a_tag_has_the_first_two_parts_of_the_backend_version_the_variant_and_the_whole_service_version() {
        assertThat(CANN.tag()).isEqualTo("cann8.2-910b-vllm0.9.2");
        assertThat(CANN.devTag()).isEqualTo("cann8.2-910b-vllm0.9.2-dev");
        assertThat(ImageName.of("cuda", "12", "", "vllm", "0.9.2").tag()).isEqualTo("cuda12-vllm0.9.2");
        assertThat(ImageName.of("cuda", "12.8.1", " ", "vllm", "0.9.2").tag()).isEqualTo("cuda12.8-vllm0.9.2");
    }

    @Test
    void a_platform_tag_adds_operating_system_architecture_and_its_variant() {
        assertThat(CANN.platformTag(Platform.parse("linux/arm64").orElseThrow()))
                .isEqualTo("cann8.2-910b-vllm0.9.2-linux-arm64");
        assertThat(CANN.platformTag(Platform.parse("linux/arm/v7").orElseThrow()))
                .isEqualTo("cann8.2-910b-vllm0.9.2-linux-arm-v7");
    }

    @Test
    void names_are_lower_case() {
        assertThat(ImageName.of("cuda", "12.8", "A100", "vllm", "0.9.2RC1").tag())
                .isEqualTo("cuda12.8-a100-vllm0.9.2rc1");
    }

    @Test
    void a_version_argument_is_upper_case_with_underscores() {
        assertThat(ImageName.versionArgument("cuda")).isEqualTo("CUDA_VERSION");
        assertThat(ImageName.versionArgument("llama-cpp")).isEqualTo("LLAMA_CPP_VERSION");
    }

    @Test
    void a_reference_reads_back_as_it_was_written() {
        String digest = "sha256:" + "0123456789abcdef".repeat(4);
        assertThat(List.of(
                        "gpustack/runner:cuda12.8-vllm0.9.2",
                        "localhost:5000/gpustack/runner:t",
                        "registry.example.com/a/b/c:t@" + digest,
                        "debian@" + digest))
                .allSatisfy(text -> assertThat(Reference.parse(text)).get().hasToString(text));
        assertThat(List.of(
                        "gpustack/runner",
                        "a/b:-t",
                        "A/b:t",
                        "a/b:t@sha256:12",
                        "",
                        ":t",
                        "a b:t",
                        "a/b:" + "t".repeat(129)))
                .allSatisfy(text -> assertThat(Reference.parse(text)).isEmpty());
    }

    @Test
    void the_first_part_of_a_repository_is_a_registry_if_it_looks_like_a_host() {
        assertThat(Repository.parse("localhost:5000/gpustack/runner"))
                .contains(new Repository(Optional.of("localhost:5000"), Optional.of("gpustack"), "runner"));
        assertThat(Repository.parse("gpustack/runner"))
                .contains(new Repository(Optional.empty(), Optional.of("gpustack"), "runner"));
        assertThat(Repository.parse("ghcr.io/a/b/c"))
                .contains(new Repository(Optional.of("ghcr.io"), Optional.of("a/b"), "c"));
        assertThat(List.of("Gpustack/runner", "a//b", "/a", "a/", "localhost:x/a", "a:5000"))
                .allSatisfy(text -> assertThat(Repository.parse(text)).isEmpty());
    }
}
