package ai.gpustack.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.engine.RealEngine;
import ai.gpustack.runner.it.NeedsEngine;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The golden definition, read by buildx itself. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@NeedsEngine
class PlanBakeIT {

    @Test
    void buildx_accepts_the_definition_and_reads_in_it_what_the_plan_says() {
        Path definition = Path.of("src/test/resources/report/plan.bake").toAbsolutePath();

        String printed = new RealEngine()
                .docker(Duration.ofMinutes(1), "buildx", "bake", "--file", definition.toString(), "--print");

        JsonNode bake = new JsonMapper().readTree(printed);
        assertThat(bake.path("group").path("default").path("targets")).hasSize(6);
        JsonNode target = bake.path("target").path("cann8_2-910b-vllm0_9_2-linux-arm64");
        assertThat(target.path("target").asString()).isEqualTo("vllm");
        assertThat(target.path("context").asString()).isEqualTo("pack/cann");
        assertThat(target.path("platforms").get(0).asString()).isEqualTo("linux/arm64");
        assertThat(target.path("args").path("CANN_VERSION").asString()).isEqualTo("8.2.rc1");
        assertThat(target.path("contexts")
                        .path("debian:bookworm-slim::linux/arm64")
                        .asString())
                .isEqualTo("docker-image://debian:bookworm-slim@sha256:" + "b2".repeat(32));
        assertThat(target.path("tags").get(0).asString())
                .isEqualTo("registry.example.com/acme/runner:cann8.2-910b-vllm0.9.2-linux-arm64");
        assertThat(target.path("output").get(0).path("push").asString()).isEqualTo("true");
    }
}
