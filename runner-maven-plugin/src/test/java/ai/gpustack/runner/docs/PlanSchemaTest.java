package ai.gpustack.runner.docs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.matrix.MatrixReader;
import ai.gpustack.runner.plan.BasesLock;
import ai.gpustack.runner.plan.Pack;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.PlanRequest;
import ai.gpustack.runner.plan.Planner;
import ai.gpustack.runner.plan.Selection;
import ai.gpustack.runner.report.PlanJson;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PlanSchemaTest {

    private static final DocumentedSchema SCHEMA = DocumentedSchema.named("plan");

    private static final String MATRIX = """
            platforms: [linux/amd64, linux/arm/v7]
            rules:
              - backend: cann
                services: [vllm]
                args:
                  CANN_VERSION: 8.1.rc1
                  CANN_ARCHS: [910b, 310p]
                  VLLM_VERSION: 0.9.2
                revision: 2
              - backend: cpu
                services: [vllm]
                enabled: false
                reason: waits
            """;

    @TempDir
    private Path root;

    private Plan plan() throws IOException {
        Files.createDirectories(root.resolve("pack/cann"));
        Files.writeString(root.resolve("pack/cann/Dockerfile"), """
                ARG CANN_VERSION
                ARG CANN_ARCHS
                ARG VLLM_VERSION
                FROM --platform=$BUILDPLATFORM debian:bookworm-slim AS tools
                FROM debian:bookworm-slim AS vllm
                COPY --from=tools /x /x
                ARG CANN_VERSION
                ARG CANN_ARCHS
                ARG VLLM_VERSION
                COPY . /context
                """);
        Files.writeString(root.resolve("pack/cann/script"), "true");
        Files.createSymbolicLink(root.resolve("pack/cann/link"), Path.of("script"));
        Files.createDirectories(root.resolve("pack/cann/folder"));
        var selection = new Selection(List.of(), List.of(), List.of("linux/amd64"), List.of());
        String repository = "localhost:5000/gpustack/runner";
        Path file = Files.writeString(
                root.resolve("bases.lock"), "debian:bookworm-slim: {linux/amd64: sha256:" + "a".repeat(64) + "}\n");
        BasesLock lock = BasesLock.read(file, "bases.lock");
        return Planner.plan(new PlanRequest(
                        MatrixReader.parse("matrix.yml", MATRIX),
                        new Pack(root, Path.of("pack")),
                        selection,
                        Map.of(),
                        repository,
                        repository)
                .with(lock));
    }

    private JsonNode json() throws IOException {
        return new JsonMapper().readTree(PlanJson.of(plan()));
    }

    @Test
    void a_plan_with_variants_platform_variants_arguments_and_notices_fits() throws IOException {
        JsonNode json = json();

        assertThat(json.at("/images/0/variant").asString()).isEqualTo("910b");
        assertThat(json.at("/images/0/platformImages/1/platform").asString()).isEqualTo("linux/arm/v7");
        assertThat(json.at("/images/0/platformImages/1/selected").asBoolean()).isFalse();
        assertThat(json.at("/images/0/platformImages/0/inputs/files").propertyNames())
                .contains("script", "link", "folder");
        assertThat(json.at("/images/0/platformImages/0/bases/0").has("platform"))
                .isFalse();
        assertThat(json.at("/images/0/platformImages/0/bases/1/digests").propertyNames())
                .containsExactly("linux/amd64");
        assertThat(json.at("/images/0/platformImages/0/inputs/bases").propertyNames())
                .containsExactly("debian:bookworm-slim", "debian:bookworm-slim (linux/amd64)");
        assertThat(json.at("/problems/0/severity").asString()).isEqualTo("notice");
        assertThat(SCHEMA.problems(json)).isEmpty();
    }

    @Test
    void a_plan_of_problems_without_a_place_in_a_file_fits() {
        var plan = new Plan(
                List.of(),
                List.of(
                        Problem.error(Location.of("matrix.yml"), "there is nothing to build", ""),
                        Problem.warning(new Location("pack/cpu/Dockerfile", 3, 0), "an odd line", "mend it")));

        assertThat(SCHEMA.problems(PlanJson.of(plan))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/images/0, reference",
        "/images/0, devReference",
        "/images/0, backend",
        "/images/0, platformImages",
        "/images/0/platformImages/0, platform",
        "/images/0/platformImages/0, id",
        "/images/0/platformImages/0, idReference",
        "/images/0/platformImages/0, args",
        "/images/0/platformImages/0, bases",
        "/images/0/platformImages/0/bases/0, digests",
        "/images/0/platformImages/0/inputs, bases",
        "/images/0/platformImages/0/inputs, instructions",
        "/problems/0, severity",
        "'', schemaVersion"
    })
    void a_plan_without_what_programs_rely_on_does_not_fit(String where, String field) throws IOException {
        JsonNode json = json();
        ((ObjectNode) json.at(where)).remove(field);

        assertThat(SCHEMA.problems(json)).singleElement().asString().contains(field);
    }

    @Test
    void a_field_that_the_schema_does_not_know_does_not_fit() throws IOException {
        JsonNode json = json();
        ((ObjectNode) json.at("/images/0/platformImages/0")).put("size", 1);

        assertThat(SCHEMA.problems(json)).singleElement().asString().contains("size");
    }
}
