package ai.gpustack.runner.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The golden jobs, which a test renders to the byte, fit the schema. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class JobsSchemaTest {

    private static final DocumentedSchema SCHEMA = DocumentedSchema.named("jobs");

    private static JsonNode json() {
        return new JsonMapper().readTree(Checkout.text("runner-maven-plugin/src/test/resources/report/plan.jobs"));
    }

    @Test
    void the_jobs_of_the_sample_fit() {
        JsonNode json = json();

        assertThat(json.path("build_jobs")).hasSize(6);
        assertThat(json.path("manifest_jobs")).hasSize(5);
        assertThat(SCHEMA.problems(json)).isEmpty();
    }

    @Test
    void no_jobs_fit() {
        assertThat(SCHEMA.problems("{\"build_jobs\": [], \"manifest_jobs\": {}}"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "backend",
                "backend_version",
                "original_backend_version",
                "backend_variant",
                "service",
                "service_version",
                "platform",
                "tag",
                "platform_tag",
                "args",
                "target",
                "context",
                "dockerfile",
                "runner",
                "platform_tag_cache",
                "deprecated"
            })
    void a_job_without_what_the_upstream_project_relies_on_does_not_fit(String field) {
        JsonNode json = json();
        ((ObjectNode) json.at("/build_jobs/0")).remove(field);

        assertThat(SCHEMA.problems(json)).singleElement().asString().contains(field);
    }

    @Test
    void a_cache_that_is_named_twice_a_final_tag_for_a_dev_tag_and_a_field_of_another_name_do_not_fit() {
        JsonNode twice = json();
        ArrayNode caches = (ArrayNode) twice.at("/build_jobs/0/platform_tag_cache");
        caches.set(1, caches.get(0));
        JsonNode released = json();
        ((ObjectNode) released.at("/build_jobs/0")).put("tag", "cuda12.8-vllm0.9.2");
        JsonNode another = json();
        ((ObjectNode) another.at("/build_jobs/0")).put("backendVersion", "12.8");

        assertThat(List.of(twice, released, another))
                .allSatisfy(json -> assertThat(SCHEMA.problems(json)).hasSize(1));
    }
}
