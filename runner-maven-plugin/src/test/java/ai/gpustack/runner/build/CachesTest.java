package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.plan.ImageName;
import ai.gpustack.runner.plan.SamplePlatformImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CachesTest {

    private static final String REPOSITORY = "localhost:5000/team/cache";

    private static List<String> from(Caches caches, String version) {
        return caches.from(
                SamplePlatformImage.of(ImageName.of("cuda", "12.8", "", "vllm", version), "linux/amd64", "id", "base"));
    }

    /** The tags that an image reads of a repository that has some. */
    private static List<String> read(String version, String... there) {
        return from(new Caches(Caches.Kind.REGISTRY, REPOSITORY, () -> List.of(there)), version).stream()
                .map(text -> text.replace("type=registry,ref=" + REPOSITORY + ":", ""))
                .toList();
    }

    @Test
    void an_image_reads_its_own_cache_and_those_of_the_two_next_lower_versions() {
        assertThat(read(
                        "0.33.0",
                        "cuda12.8-vllm0.9.2-linux-amd64",
                        "cuda12.8-vllm0.31.1-linux-amd64",
                        "cuda12.8-vllm0.32.0-linux-amd64",
                        "cuda12.8-vllm0.33.0-linux-amd64",
                        "cuda12.8-vllm0.34.0-linux-amd64"))
                .containsExactly(
                        "cuda12.8-vllm0.33.0-linux-amd64",
                        "cuda12.8-vllm0.32.0-linux-amd64",
                        "cuda12.8-vllm0.31.1-linux-amd64");
    }

    @Test
    void caches_of_other_backends_variants_services_and_platforms_are_not_read() {
        assertThat(read(
                        "0.33.0",
                        "cuda12.6-vllm0.32.0-linux-amd64",
                        "rocm12.8-vllm0.32.0-linux-amd64",
                        "cuda12.8-devel-vllm0.32.0-linux-amd64",
                        "cuda12.8-vllm-omni0.32.0-linux-amd64",
                        "cuda12.8-vllmx0.32.0-linux-amd64",
                        "cuda12.8-vllm0.32.0-linux-arm64",
                        "cuda12.8-vllm-linux-amd64",
                        "latest"))
                .containsExactly("cuda12.8-vllm0.33.0-linux-amd64");
    }

    @Test
    void a_folder_is_listed_once_and_read_where_it_holds_a_cache(@TempDir Path folder) throws IOException {
        Caches caches = Caches.inFolder(folder.resolve("layers"));
        assertThat(from(caches, "0.33.0")).isEmpty();

        cache(folder, "cuda12.8-vllm0.32.0-linux-amd64");
        Files.createDirectories(folder.resolve("layers/cuda12.8-vllm0.31.0-linux-amd64"));
        assertThat(from(caches, "0.33.0")).isEmpty();
        assertThat(from(Caches.inFolder(folder.resolve("layers")), "0.33.0"))
                .containsExactly("type=local,src=" + folder.resolve("layers/cuda12.8-vllm0.32.0-linux-amd64"));
    }

    private static void cache(Path folder, String name) throws IOException {
        Path cache = Files.createDirectories(folder.resolve("layers").resolve(name));
        Files.writeString(cache.resolve("index.json"), "{}");
    }
}
