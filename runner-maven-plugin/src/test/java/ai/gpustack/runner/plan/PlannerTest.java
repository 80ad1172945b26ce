package ai.gpustack.runner.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.gpustack.runner.matrix.Matrix;
import ai.gpustack.runner.matrix.MatrixReader;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.OptionPlaces;
import ai.gpustack.runner.source.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PlannerTest {

    private static final OptionPlaces IN_POM = new OptionPlaces() {
        @Override
        public Location of(String property) {
            return Location.of("<" + property + "> in the POM");
        }

        @Override
        public Location of(String property, String value) {
            return Location.of("<" + property + ">" + value + "</" + property + "> in the POM");
        }
    };

    private static final String DOCKERFILE = """
            ARG CUDA_VERSION=12.8.1
            ARG VLLM_VERSION
            ARG SGLANG_VERSION=0.4.6
            ARG CUDA_ARCHS
            FROM debian:bookworm-slim AS runtime
            ARG CUDA_VERSION
            RUN echo ${CUDA_VERSION}
            FROM runtime AS vllm
            ARG VLLM_VERSION
            RUN echo ${VLLM_VERSION}
            FROM runtime AS sglang
            ARG SGLANG_VERSION
            RUN echo ${SGLANG_VERSION}
            """;

    @TempDir
    private Path root;

    @BeforeEach
    void aPackWithOneBackend() throws IOException {
        file("pack/cuda/Dockerfile", DOCKERFILE);
    }

    private void file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Plan plan(String rules) {
        return plan(rules, Selection.ALL, Map.of());
    }

    private Plan plan(String rules, Selection selection, Map<String, String> overrides) {
        String matrix = "platforms: [linux/arm64, linux/amd64]\nrules:\n" + rules;
        return Planner.plan(new PlanRequest(
                MatrixReader.parse("matrix.yml", matrix),
                new Pack(root, Path.of("pack")),
                selection,
                overrides,
                "gpustack/runner",
                "gpustack/runner"));
    }

    private static List<String> tags(Plan plan) {
        assertThat(plan.problems()).isEmpty();
        return plan.selected().stream().map(PlatformImage::tag).toList();
    }

    private static List<String> problems(Plan plan) {
        return plan.problems().stream().map(Problem::toString).toList();
    }

    private static Selection tag(String... tags) {
        return new Selection(List.of(), List.of(), List.of(), List.of(tags));
    }

    private Plan planWithContext(String name, Selection selection) throws IOException {
        file(
                "pack/cpu/Dockerfile",
                "ARG CPU_VERSION=1\nARG VLLM_VERSION=1\nFROM debian:bookworm AS vllm\nCOPY --from=models /m /m\n");
        file("models/m", "a model");
        String matrix = "platforms: [linux/amd64]\nrules:\n"
                + "- {backend: cuda, services: [vllm], args: {VLLM_VERSION: 1.0.0}}\n"
                + "- {backend: cpu, services: [vllm]}\n";
        var options =
                new BuildOptions(Map.of(name, root.resolve("models").toString()), "", "", List.of(), "", "off", "");
        return Planner.plan(new PlanRequest(
                        MatrixReader.parse("matrix.yml", matrix),
                        new Pack(root, Path.of("pack")),
                        selection,
                        Map.of(),
                        "gpustack/runner",
                        "gpustack/runner")
                .with(options));
    }

    @Test
    void a_dockerfile_that_is_a_link_out_of_its_folder_is_told_of_as_a_builder_would_not_find_it() throws IOException {
        file("shared/Dockerfile", "FROM debian:bookworm AS vllm\n");
        Files.createDirectories(root.resolve("pack/linked"));
        Files.createSymbolicLink(root.resolve("pack/linked/Dockerfile"), Path.of("../../shared/Dockerfile"));

        assertThatThrownBy(() -> plan("- {backend: linked, services: [vllm]}\n"))
                .hasMessage("pack/linked/Dockerfile: error: is a link that leads out of its folder, of which alone a"
                        + " builder is given files; put the file itself there");
    }

    @Test
    void a_build_context_that_no_image_takes_is_an_error() throws IOException {
        assertThat(problems(planWithContext("model", Selection.ALL)))
                .contains("-Drunner.context.model: error: no FROM, COPY --from or mount of the matrix's images names"
                        + " 'model' as an image; did you mean 'models'? known: debian:bookworm, debian:bookworm-slim,"
                        + " models");
        assertThat(problems(planWithContext("docker.io/library/debian:bookworm", Selection.ALL)))
                .noneMatch(problem -> problem.contains("runner.context"));
    }

    @Test
    void a_build_context_for_images_that_are_not_selected_is_none() throws IOException {
        Selection cuda = new Selection(List.of("cuda"), List.of(), List.of(), List.of());

        assertThat(problems(planWithContext("models", cuda))).noneMatch(problem -> problem.contains("runner.context"));
        assertThat(problems(planWithContext("model", cuda)))
                .anyMatch(problem -> problem.startsWith("-Drunner.context.model: error: "));
    }

    @Test
    void where_not_all_can_be_planned_a_build_context_may_be_for_what_can_not() throws IOException {
        file("pack/cpu/Dockerfile", "FROM debian:bookworm AS vllm\n");
        var options = new BuildOptions(Map.of("models", root.toString()), "", "", List.of(), "", "off", "");
        Plan plan = Planner.plan(new PlanRequest(
                        MatrixReader.parse(
                                "matrix.yml", "platforms: [linux/amd64]\nrules:\n- {backend: cpu, services: [vllm]}\n"),
                        new Pack(root, Path.of("pack")),
                        Selection.ALL,
                        Map.of(),
                        "gpustack/runner",
                        "gpustack/runner")
                .with(options));

        assertThat(problems(plan)).anyMatch(problem -> problem.startsWith("-Drunner.context.models: warning: "));
    }

    @Test
    void images_are_in_the_order_of_declaration_and_platforms_sorted() {
        assertThat(tags(plan("""
                        - {backend: cuda, services: [vllm, sglang], args: {VLLM_VERSION: [0.9.2, 0.9.1]}}
                        """)))
                .containsExactly(
                        "cuda12.8-vllm0.9.2-linux-amd64",
                        "cuda12.8-vllm0.9.2-linux-arm64",
                        "cuda12.8-vllm0.9.1-linux-amd64",
                        "cuda12.8-vllm0.9.1-linux-arm64",
                        "cuda12.8-sglang0.4.6-linux-amd64",
                        "cuda12.8-sglang0.4.6-linux-arm64");
    }

    @Test
    void an_axis_that_a_service_does_not_use_does_not_multiply_it() {
        Plan plan = plan("- {backend: cuda, services: [sglang], args: {VLLM_VERSION: [1, 2], SGLANG_VERSION: 3}}\n");
        assertThat(tags(plan)).containsExactly("cuda12.8-sglang3-linux-amd64", "cuda12.8-sglang3-linux-arm64");
    }

    @Test
    void an_override_wins_over_the_rule_which_wins_over_the_dockerfile() {
        String rule = "- {backend: cuda, services: [vllm], args: {CUDA_VERSION: 12.6, VLLM_VERSION: [1, 2]}}\n";
        assertThat(tags(plan(rule, Selection.ALL, Map.of("CUDA_VERSION", "13.0.1", "VLLM_VERSION", "3"))))
                .containsExactly("cuda13.0-vllm3-linux-amd64", "cuda13.0-vllm3-linux-arm64");
    }

    @Test
    void an_override_that_no_selected_dockerfile_declares_is_an_error() {
        assertThat(problems(plan(
                        "- {backend: cuda, services: [vllm], args: {VLLM_VERSION: 1}}\n",
                        Selection.ALL,
                        Map.of("VLM_VERSION", "3"))))
                .containsExactly(
                        "-Drunner.arg.VLM_VERSION: error: no Dockerfile of the selected images declares the ARG"
                                + " 'VLM_VERSION'; did you mean 'VLLM_VERSION'? known: CUDA_VERSION, VLLM_VERSION,"
                                + " SGLANG_VERSION, CUDA_ARCHS");
    }

    /** A plan whose selection and overrides stand in the POM. */
    private Plan planOfPom(Matrix matrix, Selection selection, Map<String, String> overrides) {
        return Planner.plan(new PlanRequest(
                matrix,
                new Pack(root, Path.of("pack")),
                selection,
                overrides,
                "gpustack/runner",
                "gpustack/runner",
                BasesLock.absent(BasesLock.NAME),
                BuildOptions.NONE,
                IN_POM));
    }

    @Test
    void an_override_that_stands_in_the_pom_is_for_whatever_is_selected_but_has_to_be_for_something()
            throws IOException {
        file(
                "pack/cpu/Dockerfile",
                "ARG CPU_VERSION=1\nARG VLLM_VERSION=1\nARG WHEELS=a\nFROM debian:bookworm AS vllm\n");
        Matrix matrix = MatrixReader.parse("matrix.yml", """
                platforms: [linux/amd64]
                rules:
                - {backend: cuda, services: [vllm], args: {VLLM_VERSION: 1.0.0}}
                - {backend: cpu, services: [vllm]}
                """);
        Plan plan = planOfPom(
                matrix,
                new Selection(List.of("cuda"), List.of(), List.of(), List.of()),
                Map.of("WHEELS", "b", "WHELLS", "b"));
        assertThat(problems(plan))
                .containsExactly(
                        "<runner.arg.WHELLS> in the POM: error: no Dockerfile of the matrix's images declares the"
                                + " ARG 'WHELLS'; did you mean 'WHEELS'? known: CUDA_VERSION, VLLM_VERSION, SGLANG_VERSION,"
                                + " CUDA_ARCHS, CPU_VERSION, WHEELS");
    }

    @Test
    void a_selection_that_stands_in_the_pom_is_told_as_it_stands_there() throws IOException {
        file("pack/cpu/Dockerfile", "ARG CPU_VERSION=1\nARG VLLM_VERSION=1\nFROM debian:bookworm AS vllm\n");
        Matrix matrix = MatrixReader.parse(
                "matrix.yml", "platforms: [linux/amd64]\nrules:\n- {backend: cpu, services: [vllm]}\n");
        Plan plan = planOfPom(matrix, new Selection(List.of("cpuu"), List.of(), List.of(), List.of("cpu2*")), Map.of());
        assertThat(problems(plan))
                .containsExactly(
                        "<backend>cpuu</backend> in the POM: error: no rule of matrix.yml has the backend 'cpuu';"
                                + " did you mean 'cpu'? known: cpu",
                        "<tag>cpu2*</tag> in the POM: error: no image of the plan has this tag; 'mvn runner:plan'"
                                + " lists them all");
    }

    @Test
    void what_buildkit_sets_by_the_platform_can_not_be_given_though_it_is_declared() throws IOException {
        file(
                "pack/cpu/Dockerfile",
                "ARG CPU_VERSION=1\nARG VLLM_VERSION=1\nFROM debian:bookworm AS vllm\nARG TARGETARCH\n");
        String rule = "- {backend: cpu, services: [vllm], args: {TARGETARCH: riscv64}}\n";
        assertThat(problems(plan(rule)))
                .containsExactly(
                        "matrix.yml:3:43: error: 'TARGETARCH' can't be given: BuildKit sets it, by the platform;"
                                + " leave it out, and choose by platforms");
        Plan plan = plan(
                "- {backend: cpu, services: [vllm]}\n",
                Selection.ALL,
                Map.of("TARGETARCH", "arm64", "TARGET", "arm64"));
        assertThat(problems(plan))
                .containsExactlyInAnyOrder(
                        "-Drunner.arg.TARGETARCH: error: 'TARGETARCH' can't be given: BuildKit sets it, by the platform;"
                                + " leave it out, and choose by platforms",
                        "-Drunner.arg.TARGET: error: no Dockerfile of the selected images declares the ARG 'TARGET';"
                                + " known: CPU_VERSION, VLLM_VERSION");
        assertThat(plan.selected()).noneMatch(image -> image.args().containsKey("TARGETARCH"));
    }

    @Test
    void a_collision_that_an_override_causes_is_an_error_like_any_other() {
        String rules = """
                - {backend: cuda, services: [vllm], args: {CUDA_VERSION: 12.6, VLLM_VERSION: 1}}
                - {backend: cuda, services: [vllm], args: {CUDA_VERSION: 12.8, VLLM_VERSION: 1}}
                """;
        assertThat(tags(plan(rules))).hasSize(4);
        assertThat(problems(plan(rules, Selection.ALL, Map.of("CUDA_VERSION", "13.0"))))
                .contains(
                        "matrix.yml:4:3: error: gives the tag cuda13.0-vllm1-linux-amd64, which the rule at"
                                + " matrix.yml:3:3 gives already; tell them apart with a variant, or remove the platform from one");
    }

    @Test
    void a_version_argument_without_a_value_is_an_error_that_names_rule_dockerfile_and_argument() {
        Selection vllm = new Selection(List.of(), List.of("vllm"), List.of(), List.of());
        assertThat(problems(plan("- {backend: cuda, services: [vllm]}\n", vllm, Map.of())))
                .containsExactly(
                        "matrix.yml:3:3: error: the version argument VLLM_VERSION has no value: neither this rule"
                                + " nor pack/cuda/Dockerfile gives it one; add 'VLLM_VERSION: …' to the rule's args");
    }

    @Test
    void with_everything_selected_a_rule_none_of_whose_versions_has_a_value_is_left_out_with_a_notice()
            throws IOException {
        file("pack/musa/Dockerfile", "ARG MUSA_VERSION\nARG VLLM_VERSION=\nFROM scratch AS vllm\n");
        String rules = "- {backend: musa, services: [vllm]}\n- {backend: cuda, services: [sglang]}\n";

        Plan everything = plan(rules);
        assertThat(everything.errors()).isEmpty();
        assertThat(problems(everything))
                .singleElement()
                .satisfies(p -> assertThat(p)
                        .startsWith(
                                "matrix.yml:3:3: notice: left out: neither MUSA_VERSION nor VLLM_VERSION has a value"));
        assertThat(everything.selected()).hasSize(2);

        assertThat(plan(rules, new Selection(List.of("musa"), List.of(), List.of(), List.of()), Map.of())
                        .errors())
                .hasSize(2);
    }

    @Test
    void two_rules_that_give_the_same_platform_tag_are_an_error_naming_both_lines() {
        assertThat(problems(plan("""
                        - {backend: cuda, services: [vllm], args: {VLLM_VERSION: 1}}
                        - {backend: cuda, services: [vllm], platforms: [linux/arm64], args: {VLLM_VERSION: 1}}
                        """)))
                .containsExactly(
                        "matrix.yml:4:3: error: gives the tag cuda12.8-vllm1-linux-arm64, which the rule at"
                                + " matrix.yml:3:3 gives already; tell them apart with a variant, or remove the platform from one");
    }

    @Test
    void two_rules_may_give_the_same_image_for_different_platforms() {
        Plan plan = plan("""
                - {backend: cuda, services: [vllm], platforms: [linux/arm64], args: {VLLM_VERSION: 1, CUDA_VERSION: 12.8.0}}
                - {backend: cuda, services: [vllm], platforms: [linux/amd64], args: {VLLM_VERSION: 1}}
                """);
        assertThat(tags(plan)).containsExactly("cuda12.8-vllm1-linux-amd64", "cuda12.8-vllm1-linux-arm64");
        assertThat(plan.images()).hasSize(1);
    }

    @Test
    void two_versions_with_one_tag_are_an_error_unless_a_variant_separates_them() {
        String rule = "- {backend: cuda, services: [sglang], args: {CUDA_VERSION: [8.2.rc1, 8.2.rc2]}";
        assertThat(problems(plan(rule + "}\n")))
                .contains(
                        "matrix.yml:3:3: error: two combinations of this rule give the tag cuda8.2-sglang0.4.6-linux-arm64:"
                                + " CUDA_VERSION=8.2.rc1 and CUDA_VERSION=8.2.rc2; tell them apart with a variant, or remove one");
        assertThat(tags(plan(rule + ", variant: \"${CUDA_VERSION##*.}\"}\n")))
                .contains("cuda8.2-rc1-sglang0.4.6-linux-amd64", "cuda8.2-rc2-sglang0.4.6-linux-amd64");
    }

    @Test
    void only_global_arguments_give_a_version() throws IOException {
        file(
                "pack/cuda/Dockerfile",
                "ARG CUDA_VERSION=1\nFROM scratch AS vllm\nARG VLLM_VERSION=7\nRUN <<E\nARG VLLM_VERSION=8\nE\n");
        assertThat(problems(plan("- {backend: cuda, services: [vllm]}\n")))
                .containsExactly(
                        "matrix.yml:3:3: error: the version argument VLLM_VERSION has no value: neither this rule"
                                + " nor pack/cuda/Dockerfile gives it one; declare 'ARG VLLM_VERSION' before the first FROM and"
                                + " add 'VLLM_VERSION: …' to the rule's args");
    }

    @Test
    void shell_syntax_in_a_value_is_plain_text() {
        Plan plan = plan(
                "- {backend: cuda, services: [vllm], args: {VLLM_VERSION: 1, CUDA_ARCHS: \"$(id) `id` ; ${X}\"}}\n");
        assertThat(tags(plan)).hasSize(2);
        assertThat(plan.selected().get(0).args()).containsEntry("CUDA_ARCHS", "$(id) `id` ; ${X}");
    }

    @Test
    void a_rule_argument_that_no_dockerfile_declares_is_an_error() {
        assertThat(problems(plan("- {backend: cuda, services: [sglang], args: {SGLAN_VERSION: 1}}\n")))
                .containsExactly(
                        "matrix.yml:3:46: error: 'SGLAN_VERSION' is given to pack/cuda/Dockerfile, which declares"
                                + " no such ARG; did you mean 'SGLANG_VERSION'? known: CUDA_VERSION, VLLM_VERSION,"
                                + " SGLANG_VERSION, CUDA_ARCHS");
    }

    @Test
    void a_missing_stage_is_an_error_that_lists_the_stages_there_are() {
        assertThat(problems(plan("- {backend: cuda, services: [vllmm]}\n")))
                .singleElement()
                .satisfies(p -> assertThat(p)
                        .startsWith("matrix.yml:3:30: error: pack/cuda/Dockerfile has no stage 'vllmm'")
                        .contains("vllm", "sglang", "runtime"));
    }

    @Test
    void a_missing_dockerfile_is_an_error_for_those_who_select_it_only() {
        String rules = "- {backend: rocm, services: [vllm]}\n- {backend: cuda, services: [sglang]}\n";
        assertThat(problems(plan(rules)))
                .containsExactly("matrix.yml:3:13: error: there is neither pack/rocm/Dockerfile.vllm nor"
                        + " pack/rocm/Dockerfile; write one with a stage 'vllm' (docs/dockerfile.md)");
        assertThat(plan(rules, new Selection(List.of("cuda"), List.of(), List.of(), List.of()), Map.of())
                        .problems())
                .isEmpty();
    }

    @Test
    void a_dockerfile_for_the_service_comes_before_the_one_for_all() throws IOException {
        file("pack/cuda/Dockerfile.vllm", "ARG CUDA_VERSION=11.0\nARG VLLM_VERSION=1\nFROM scratch AS vllm\n");
        Plan plan = plan("- {backend: cuda, services: [vllm, sglang]}\n");
        assertThat(plan.selected())
                .map(PlatformImage::dockerfile)
                .containsExactly("Dockerfile.vllm", "Dockerfile.vllm", "Dockerfile", "Dockerfile");
    }

    @Test
    void an_unknown_name_is_an_error_with_a_suggestion_and_never_an_empty_plan() {
        String rules = "- {backend: cuda, services: [sglang]}\n";
        var selection = new Selection(List.of("cudda"), List.of("vlm"), List.of("linux/arm"), List.of());
        assertThat(problems(plan(rules, selection, Map.of())))
                .containsExactly(
                        "-Dbackend=cudda: error: no rule of matrix.yml has the backend 'cudda'; did you mean 'cuda'? known: cuda",
                        "-Dservice=vlm: error: no rule of matrix.yml has the service 'vlm'; known: sglang",
                        "-Dplatform=linux/arm: error: no rule of matrix.yml has the platform 'linux/arm';"
                                + " did you mean 'linux/arm64'? known: linux/arm64, linux/amd64");
        assertThat(problems(plan(rules, tag("cuda12.8-sglang0.4.7"), Map.of())))
                .containsExactly("-Dtag=cuda12.8-sglang0.4.7: error: no image of the plan has this tag;"
                        + " did you mean 'cuda12.8-sglang0.4.6'?");
    }

    @Test
    void names_that_exist_but_not_together_are_an_error() throws IOException {
        file("pack/rocm/Dockerfile", "ARG ROCM_VERSION=6\nARG VLLM_VERSION=1\nFROM scratch AS vllm\n");
        String rules = "- {backend: rocm, services: [vllm]}\n- {backend: cuda, services: [sglang]}\n";
        var selection = new Selection(List.of("rocm"), List.of("sglang"), List.of(), List.of());
        assertThat(problems(plan(rules, selection, Map.of())))
                .containsExactly("matrix.yml: error: no rule has all of -Dbackend=rocm -Dservice=sglang;"
                        + " 'mvn runner:plan' lists what there is");
    }

    @Test
    void a_tag_selects_the_image_its_dev_form_one_platform_or_by_a_glob() {
        String rules = "- {backend: cuda, services: [vllm, sglang], args: {VLLM_VERSION: [1, 2]}}\n";
        assertThat(tags(plan(rules, tag("cuda12.8-vllm1"), Map.of()))).hasSize(2);
        assertThat(tags(plan(rules, tag("cuda12.8-vllm1-dev"), Map.of()))).hasSize(2);
        assertThat(tags(plan(rules, tag("cuda12.8-vllm1-linux-arm64"), Map.of())))
                .containsExactly("cuda12.8-vllm1-linux-arm64");
        assertThat(tags(plan(rules, tag("*vllm?-linux-amd64"), Map.of())))
                .containsExactly("cuda12.8-vllm1-linux-amd64", "cuda12.8-vllm2-linux-amd64");
    }

    @Test
    void an_image_keeps_all_its_platforms_when_one_is_selected() {
        Plan plan = plan(
                "- {backend: cuda, services: [sglang]}\n",
                new Selection(List.of(), List.of(), List.of("linux/arm64"), List.of()),
                Map.of());
        assertThat(plan.selected()).hasSize(1);
        assertThat(plan.images().get(0).platformImages()).hasSize(2);
    }

    @Test
    void what_cannot_be_part_of_a_tag_is_an_error_where_it_is_written() {
        String rules = "- {backend: cuda, services: [sglang], args: {SGLANG_VERSION: [1-2, 1+cu128, '1.']}}\n";
        assertThat(problems(plan(rules)))
                .satisfiesExactly(
                        p -> assertThat(p).startsWith("matrix.yml:3:63: error: the version of sglang, '1-2', can't"),
                        p -> assertThat(p)
                                .startsWith("matrix.yml:3:68: error: the version of sglang, '1+cu128', can't"),
                        p -> assertThat(p).startsWith("matrix.yml:3:77: error: the version of sglang, '1.', can't"));
        assertThat(problems(plan(rules, Selection.ALL, Map.of("SGLANG_VERSION", "a+b"))))
                .singleElement()
                .satisfies(p -> assertThat(p)
                        .startsWith("-Drunner.arg.SGLANG_VERSION: error: the version of sglang, 'a+b', can't"));
        assertThat(problems(plan("- {backend: cuda, services: [sglang], variant: 'a--b'}\n")))
                .singleElement()
                .satisfies(p -> assertThat(p).startsWith("matrix.yml:3:48: error: the variant, 'a--b', can't"));
        assertThat(problems(plan("- {backend: cuda, services: [sglang], variant: " + "x".repeat(120) + "}\n")))
                .singleElement()
                .satisfies(p ->
                        assertThat(p).contains("characters; shorten the variant or a version: a tag has 128 at most"));
    }

    @Test
    void a_disabled_rule_is_left_out_with_its_reason() {
        assertThat(
                        problems(
                                plan(
                                        "- {backend: cuda, services: [sglang]}\n- {backend: cuda, services: [vllm], enabled: false, reason: broken upstream}\n")))
                .containsExactly("matrix.yml:4:3: notice: left out, as it is disabled: broken upstream");
    }

    @Test
    void a_dockerfile_shadowed_for_every_service_is_a_warning() throws IOException {
        file("pack/cuda/Dockerfile.sglang", DOCKERFILE);
        String rules = "- {backend: cuda, services: [sglang]}\n";
        assertThat(problems(plan(rules)))
                .containsExactly("pack/cuda/Dockerfile: warning: nothing is built from it: each of the services sglang"
                        + " has a Dockerfile of its own; remove it");
        assertThat(plan(rules + "- {backend: cuda, services: [vllm], args: {VLLM_VERSION: 1}}\n")
                        .problems())
                .isEmpty();
    }
}
