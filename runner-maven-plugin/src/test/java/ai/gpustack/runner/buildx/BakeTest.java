package ai.gpustack.runner.buildx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BakeTest {

    @Test
    void targets_may_take_what_the_builder_has_but_for_some_stages() {
        var bake = new Bake(
                Optional.of("farm"),
                Path.of("bake.json"),
                List.of("a", "b", "c"),
                Map.of("a", List.of(), "c", List.of("files", "vllm"), "another", List.of()),
                4,
                true,
                true,
                Path.of("metadata.json"),
                List.of("network.host"));

        assertThat(String.join(" ", bake.arguments(true, true)))
                .isEqualTo("docker buildx bake --builder farm --file bake.json --progress rawjson"
                        + " --metadata-file metadata.json --jobs defer-error,parallel=4"
                        + " --set a.no-cache=false"
                        + " --set c.no-cache=false --set c.no-cache-filter=files --set c.no-cache-filter=vllm"
                        + " --allow network.host a b c");
    }
}
