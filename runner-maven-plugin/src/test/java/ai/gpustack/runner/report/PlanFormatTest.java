package ai.gpustack.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.Golden;
import ai.gpustack.runner.matrix.Matrix;
import ai.gpustack.runner.matrix.MatrixReader;
import ai.gpustack.runner.plan.BasesLock;
import ai.gpustack.runner.plan.Pack;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.PlanDiff;
import ai.gpustack.runner.plan.PlanRequest;
import ai.gpustack.runner.plan.PlanSnapshot;
import ai.gpustack.runner.plan.Planner;
import ai.gpustack.runner.plan.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PlanFormatTest {

    private static final Path SAMPLE = Path.of("src/test/resources/plan/sample");
    private static final Matrix MATRIX = MatrixReader.read(SAMPLE.resolve("matrix.yml"), "matrix.yml");

    private static Plan plan(Map<String, String> overrides, Selection selection) {
        return Planner.plan(new PlanRequest(
                                MATRIX,
                                new Pack(SAMPLE, Path.of("pack")),
                                selection,
                                overrides,
                                "registry.example.com/acme/runner",
                                "registry.example.com/acme/runner")
                        .with(BasesLock.read(SAMPLE.resolve(BasesLock.NAME), BasesLock.NAME)))
                .orThrow();
    }

    private static Plan plan() {
        return plan(Map.of(), Selection.ALL);
    }

    @ParameterizedTest
    @EnumSource(PlanFormat.class)
    void each_format_is_rendered_to_the_byte(PlanFormat format) {
        Golden.assertGolden("report/plan." + format, format.render(plan(), MATRIX, 3));
    }

    /** Bake alone needs it as it is. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BAKE")
    void a_secret_that_is_given_as_a_build_argument_is_in_no_format_for_people_and_programs(
            PlanFormat format, @TempDir Path folder) throws IOException {
        Matrix matrix = MatrixReader.parse("matrix.yml", """
                platforms: [linux/amd64]
                rules: [{backend: cpu, services: [tool]}]
                """);
        Path dockerfile = folder.resolve("pack/cpu/Dockerfile");
        Files.createDirectories(dockerfile.getParent());
        Files.writeString(dockerfile, """
                ARG CPU_VERSION=1.0
                ARG TOOL_VERSION=1.0
                FROM scratch AS tool
                ARG NPM_TOKEN
                """);
        Plan plan = Planner.plan(new PlanRequest(
                        matrix,
                        new Pack(folder, Path.of("pack")),
                        Selection.ALL,
                        Map.of("NPM_TOKEN", "T0KEN"),
                        "acme/runner",
                        "acme/runner"))
                .orThrow();

        assertThat(format.render(plan, matrix, 3)).doesNotContain("T0KEN");
        assertThat(PlanFormat.BAKE.render(plan, matrix, 3)).contains("T0KEN");
    }

    @Test
    void a_format_is_found_by_its_name_in_lower_case() {
        assertThat(PlanFormat.named("json")).contains(PlanFormat.JSON);
        assertThat(PlanFormat.named("JSON")).isEmpty();
        assertThat(PlanFormat.names()).contains("text", "json", "jobs", "bake", "regexp", "markdown");
    }

    @Test
    void a_plan_written_as_json_reads_back_as_it_was(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("plan.json"), PlanFormat.JSON.render(plan(), MATRIX, 1));
        assertThat(PlanSnapshot.read(file)).isEqualTo(PlanSnapshot.of(plan()));
        assertThat(PlanDiff.between(PlanSnapshot.read(file), PlanSnapshot.of(plan()))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void a_difference_says_what_is_new_gone_and_changed_and_why() {
        PlanSnapshot before = PlanSnapshot.of(plan());
        PlanSnapshot now = PlanSnapshot.of(
                plan(Map.of("CANN_VERSION", "8.3"), new Selection(List.of("cann"), List.of(), List.of(), List.of())));
        assertThat(DiffText.lines(PlanDiff.between(before, now), "v1"))
                .containsExactly(
                        "+ cann8.3-910b-vllm0.9.2-linux-amd64",
                        "+ cann8.3-910b-vllm0.9.2-linux-arm64",
                        "- cuda12.8-vllm0.9.2-linux-amd64",
                        "- cuda12.10-vllm0.9.2-linux-amd64",
                        "- cuda12.8-sglang0.4-linux-amd64",
                        "- cuda12.10-sglang0.4-linux-amd64",
                        "- cann8.2-910b-vllm0.9.2-linux-amd64",
                        "- cann8.2-910b-vllm0.9.2-linux-arm64",
                        "2 added, 6 removed, 0 changed since v1");
        PlanSnapshot patched = PlanSnapshot.of(plan(
                Map.of("CUDA_VERSION", "12.8.2"),
                new Selection(List.of("cuda"), List.of("vllm"), List.of(), List.of())));
        assertThat(DiffText.lines(PlanDiff.between(before, patched), "v1"))
                .contains("~ cuda12.8-vllm0.9.2-linux-amd64: arg CUDA_VERSION 12.8.1 -> 12.8.2");
    }

    @Test
    void a_difference_says_which_tags_collide_now_and_did_not_before() {
        Matrix colliding = MatrixReader.parse("matrix.yml", """
                platforms: [linux/amd64]
                rules:
                  - {backend: cuda, services: [vllm], args: {CUDA_VERSION: [12.8.1, 12.8.2]}}
                  - {backend: cuda, services: [sglang], args: {CUDA_VERSION: 12.10}}
                  - {backend: cuda, services: [sglang], args: {CUDA_VERSION: 12.10.1}}
                """);
        Plan now = Planner.plan(new PlanRequest(
                colliding, new Pack(SAMPLE, Path.of("pack")), Selection.ALL, Map.of(), "acme/runner", "acme/runner"));
        PlanSnapshot before =
                PlanSnapshot.of(plan(Map.of(), new Selection(List.of("cuda"), List.of(), List.of(), List.of())));

        assertThat(now.hasNoErrorButCollisions()).isTrue();
        List<String> lines = DiffText.lines(PlanDiff.between(before, PlanSnapshot.of(now)), "v1");
        assertThat(lines)
                .contains(
                        "! cuda12.8-vllm0.9.2-linux-amd64: matrix.yml:3:5 two combinations of this rule give the tag"
                                + " cuda12.8-vllm0.9.2-linux-amd64: CUDA_VERSION=12.8.1 and CUDA_VERSION=12.8.2",
                        "! cuda12.10-sglang0.4-linux-amd64: matrix.yml:5:5 gives the tag cuda12.10-sglang0.4-linux-amd64, which"
                                + " the rule at matrix.yml:4:5 gives already");
        assertThat(lines.get(lines.size() - 1)).contains("2 tags newly colliding since v1");
        assertThat(PlanDiff.between(PlanSnapshot.of(now), PlanSnapshot.of(now)).isEmpty())
                .isTrue();
    }

    @Test
    void a_job_reads_the_caches_of_the_exact_version_and_of_its_first_two_parts_and_one_each_once() {
        assertThat(caches("0.9.2")).containsExactly("vllm0.9.2", "vllm0.9", "vllm0");
        assertThat(caches("0.9")).containsExactly("vllm0.9", "vllm0");
        assertThat(caches("1")).containsExactly("vllm1");
        assertThat(caches("0.9.2.rc1")).containsExactly("vllm0.9.2.rc1", "vllm0.9", "vllm0");
    }

    private static List<String> caches(String version) {
        Plan plan =
                plan(Map.of("VLLM_VERSION", version), new Selection(List.of("cann"), List.of(), List.of(), List.of()));
        var tags = new ArrayList<String>();
        new JsonMapper()
                .readTree(PlanFormat.JOBS.render(plan, MATRIX, 1))
                .at("/build_jobs/0/platform_tag_cache")
                .forEach(tag -> tags.add(tag.asString()));
        assertThat(tags).allMatch(tag -> tag.startsWith("cann8.2-910b-") && tag.endsWith("-linux-amd64"));
        return tags.stream().map(tag -> tag.split("-")[2]).toList();
    }
}
