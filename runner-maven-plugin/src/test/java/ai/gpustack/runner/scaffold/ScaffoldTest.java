package ai.gpustack.runner.scaffold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.gpustack.runner.Golden;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.release.SmokeTestReader;
import ai.gpustack.runner.report.UnifiedDiff;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Adds to the projects of src/test/resources/scaffold; what changes is in the golden file beside each. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ScaffoldTest {

    private static final Path PROJECTS = Path.of("src/test/resources/scaffold");

    @TempDir
    private Path root;

    /** A copy of a project; an empty one if there is none of this name. */
    private Sample project(String name) throws IOException {
        var sample = new Sample(root.resolve(name));
        Files.createDirectories(sample.root());
        if (Files.isDirectory(PROJECTS.resolve(name))) {
            new Sample(PROJECTS.resolve(name)).files().forEach(sample::file);
        }
        return sample;
    }

    private static List<String> problems(Sample sample, String... options) {
        Map<String, String> before = sample.files();
        List<String> problems = catchThrowableOfType(InvalidInput.class, () -> sample.add(options)).problems().stream()
                .map(Problem::toString)
                .toList();
        assertThat(sample.files()).isEqualTo(before);
        return problems;
    }

    private static List<String> tags(Plan plan) {
        return plan.selected().stream().map(PlatformImage::tag).toList();
    }

    private static String golden(Scaffold scaffold) {
        return String.join("\n", UnifiedDiff.lines(scaffold.changes())) + "\n# " + String.join("\n# ", scaffold.notes())
                + "\n";
    }

    @ParameterizedTest
    @CsvSource({
        "empty, backend=rocm service=vllm ROCM_VERSION=6.4.1",
        "one-rule, backend=cuda service=sglang SGLANG_VERSION=0.4.6",
        "one-rule, backend=cuda service=tgi CUDA_VERSION=13.0.1",
        "several-rules, backend=cann service=sglang",
        "dockerfiles-of-their-own, backend=cuda service=tgi",
        "without-a-header, backend=cpu service=whisper-cpp",
    })
    void an_addition_is_this_change_to_the_byte_which_git_applies(String name, String options) throws Exception {
        String[] given = options.split(" ");
        Sample before = project(name);
        List<String> tagsBefore = name.equals("empty") ? List.of() : tags(before.plan());
        Map<String, String> expected = new TreeMap<>(before.files());
        Scaffold scaffold = before.scaffold(given);
        scaffold.changes().forEach(change -> expected.put(change.path(), change.after()));
        String service = given[1].substring("service=".length());
        Golden.assertGolden(
                "scaffold/" + name + "." + given[0].substring(8) + "-" + service + ".diff", golden(scaffold));

        Sample patched = project(name);
        apply(String.join("\n", UnifiedDiff.lines(scaffold.changes())) + "\n", patched.root());
        assertThat(patched.files()).isEqualTo(expected);

        // patched is the same folder: what is planned is what was applied
        List<String> tags = tags(patched.plan());
        assertThat(patched.plan().errors())
                .noneMatch(problem -> problem.toString().contains(service));
        assertThat(tags.stream().filter(tagsBefore::contains)).containsExactlyElementsOf(tagsBefore);
        assertThat(tags).hasSizeGreaterThan(tagsBefore.size());
        assertThat(tags.stream().filter(tag -> !tagsBefore.contains(tag)))
                .allMatch(tag -> tag.matches(given[0].substring(8) + "[0-9].*-" + service + "[0-9].*"));
        Path tests = patched.root().resolve("pack/" + given[0].substring(8) + "/" + service + ".test.yml");
        assertThat(SmokeTestReader.read(tests, "tests").size()).isEqualTo(3);
    }

    private static void apply(String diff, Path folder) throws IOException, InterruptedException {
        Path file = Files.writeString(Files.createTempFile("scaffold", ".diff"), diff);
        try {
            Process git = new ProcessBuilder("git", "apply", "--whitespace=nowarn", file.toString())
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(git.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(git.waitFor()).as(output).isZero();
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void a_new_project_with_a_backend_and_more_services_has_no_finding() throws IOException {
        Sample sample = project("new");
        sample.add("backend=rocm", "service=vllm");
        sample.add("backend=rocm", "service=whisper-cpp");
        sample.add("backend=x-pu", "service=vllm", "platform=linux/arm/v7");
        sample.add("backend=rocm", "service=sglang", "ROCM_VERSION=7.0.1");

        assertThat(sample.findings()).isEmpty();
        assertThat(tags(sample.plan()))
                .containsExactly(
                        "rocm1.0-vllm1.0-linux-amd64",
                        "rocm1.0-vllm1.0-linux-arm64",
                        "rocm1.0-whisper-cpp1.0-linux-amd64",
                        "rocm1.0-whisper-cpp1.0-linux-arm64",
                        "rocm7.0-sglang1.0-linux-amd64",
                        "rocm7.0-sglang1.0-linux-arm64",
                        "x-pu1.0-vllm1.0-linux-arm-v7");
    }

    @Test
    void a_new_backends_rule_is_the_last_one_and_a_name_that_is_nearly_another_is_pointed_out() throws IOException {
        Sample sample = project("one-rule");
        Scaffold scaffold = sample.add("backend=cudb", "service=tgi", "platform=linux/amd64", "CUDB_BASE_IMAGE=a/b:6");

        assertThat(sample.files().get("matrix.yml")).endsWith("""
                  # The rest
                  - {backend: cpu, services: [llamacpp]}

                  - backend: cudb
                    services: [tgi]
                    platforms: [linux/amd64]
                """);
        assertThat(sample.files().get("pack/cudb/Dockerfile")).contains("ARG CUDB_BASE_IMAGE=a/b:6\n");
        assertThat(scaffold.notes())
                .containsExactly(
                        "'cudb' is a new backend; there is a 'cuda', too",
                        "'tgi' gets a rule of its own: the backend has none yet");
    }

    @Test
    void without_default_platforms_a_new_backend_gets_all_that_the_matrix_names() throws IOException {
        Sample sample = project("several-rules");
        sample.add("backend=rocm", "service=vllm");

        assertThat(sample.files().get("matrix.yml")).endsWith("""
                - backend: rocm
                  services: [vllm]
                  platforms: [linux/arm64, linux/amd64]
                """);
    }

    @Test
    void other_images_keep_their_identity() throws IOException {
        Sample sample = project("one-rule");
        sample.file(
                "matrix.yml",
                sample.files().get("matrix.yml").replace("  - {backend: cpu, services: [llamacpp]}\n", ""));
        List<String> ids =
                sample.plan().selected().stream().map(PlatformImage::id).toList();
        sample.add("backend=cuda", "service=sglang");

        assertThat(sample.plan().selected().stream().map(PlatformImage::id)).containsAll(ids);
    }

    @Test
    void what_is_there_is_never_overwritten() throws IOException {
        Sample sample = project("one-rule")
                .file("pack/cuda/sglang.test.yml", "")
                .file("pack/cuda/Dockerfile.sglang", "FROM scratch AS sglang\n");

        assertThat(problems(sample, "backend=cuda", "service=vllm"))
                .containsExactly(
                        "matrix.yml:7:16: error: backend 'cuda' has the service 'vllm' already; add a version to"
                                + " the rule's args, or take another name");
        assertThat(problems(sample, "backend=cuda", "service=sglang"))
                .containsExactly(
                        "pack/cuda/Dockerfile.sglang: error: is there already, and is never overwritten; remove it, or take another name",
                        "pack/cuda/sglang.test.yml: error: is there already, and is never overwritten; remove it, or take another name");
    }

    @Test
    void a_stage_without_a_rule_is_an_error_that_says_how_to_use_it() throws IOException {
        Sample sample = project("without-a-header").file("matrix.yml", "platforms: [linux/amd64]\nrules: []\n");

        assertThat(problems(sample, "backend=cpu", "service=llamacpp"))
                .containsExactly("pack/cpu/Dockerfile:6:1: error: there is a stage 'llamacpp' already; name it in the"
                        + " services of a rule, or take another name");
    }

    @Test
    void a_dockerfile_without_the_shared_stage_or_the_backends_version_is_refused() throws IOException {
        Sample sample = project("one-rule").file("pack/cuda/Dockerfile", "FROM debian:bookworm-slim AS base\n");

        assertThat(problems(sample, "backend=cuda", "service=sglang"))
                .containsExactly(
                        "pack/cuda/Dockerfile: error: there is no stage 'runtime' for a service to start from; give the"
                                + " stage that all services share that name; known: base",
                        "pack/cuda/Dockerfile: error: the version argument CUDA_VERSION isn't declared before the first"
                                + " FROM; add 'ARG CUDA_VERSION' there");
    }

    @Test
    void a_backends_version_that_nothing_says_has_to_be_said() throws IOException {
        Sample sample = project("several-rules").file("matrix.yml", "platforms: [linux/amd64]\nrules: []\n");

        assertThat(problems(sample, "backend=cann", "service=sglang"))
                .containsExactly(
                        "pack/cann/Dockerfile: error: CANN_VERSION has no value, and no rule of 'cann' gives it"
                                + " one; say which: -Drunner.arg.CANN_VERSION=…");

        sample.add("backend=cann", "service=sglang", "CANN_VERSION=8.2.rc1", "CANN_ARCHS=a3", "SGLANG_VERSION=0.5");
        assertThat(tags(sample.plan())).containsExactly("cann8.2-a3-sglang0.5-linux-amd64");
    }

    @Test
    void a_matrix_with_errors_is_mended_first() throws IOException {
        Sample sample = project("new").file("matrix.yml", "rules:\n- {backend: cuda, service: [vllm]}\n");

        assertThat(problems(sample, "backend=rocm", "service=vllm"))
                .contains("matrix.yml:2:19: error: unknown key 'service'; did you mean 'services'? known: backend,"
                        + " services, platforms, args, exclude, variant, revision, enabled, reason");
    }

    @Test
    void a_service_that_could_not_be_planned_is_refused() throws IOException {
        Sample sample = project("new");
        sample.file("matrix.yml", "platforms: [linux/amd64]\nrules: [{backend: cuda, services: vllm}]\n");
        sample.file(
                "pack/cuda/Dockerfile",
                "ARG CUDA_VERSION\nARG VLLM_VERSION=1\nFROM scratch AS runtime\nFROM runtime AS vllm\n");

        assertThat(problems(sample, "backend=cuda", "service=sglang"))
                .hasSize(2)
                .first()
                .isEqualTo("-Dservice=sglang: error: with it there would be what is wrong below, in the lines as they"
                        + " would be; mend that first");
    }

    @Test
    void a_value_of_an_unknown_argument_or_one_that_is_no_version_is_an_error() throws IOException {
        Sample sample = project("one-rule");

        assertThat(problems(sample, "backend=cuda", "service=sglang", "SGLAN_VERSION=1", "SGLANG_VERSION=1-2"))
                .containsExactly(
                        "-Drunner.arg.SGLANG_VERSION: error: '1-2' can't be a version in a tag; use letters, digits, '_' and"
                                + " single dots",
                        "-Drunner.arg.SGLAN_VERSION: error: the Dockerfile won't declare 'SGLAN_VERSION'; did you mean"
                                + " 'SGLANG_VERSION'? known: CUDA_VERSION, VLLM_VERSION, VLLM_EXTRAS, TARGETPLATFORM, TARGETOS,"
                                + " TARGETARCH, SGLANG_VERSION");
        assertThat(problems(sample, "backend=rocm", "service=vllm", "ROCM_BASE_IMAGE=a b\nRUN x"))
                .containsExactly(
                        "-Drunner.arg.ROCM_BASE_IMAGE: error: 'a b\\nRUN x' is no image reference; write NAME[:TAG]");
    }

    @Test
    void a_dockerfile_that_ends_within_an_instruction_is_refused() throws IOException {
        Sample sample = project("one-rule");
        sample.file("pack/cuda/Dockerfile", sample.files().get("pack/cuda/Dockerfile") + "CMD [\"a\"] \\\n");

        assertThat(problems(sample, "backend=cuda", "service=sglang")).isNotEmpty();
    }

    @Test
    void another_matrix_file_that_is_not_there_is_an_error() {
        var problems = catchThrowableOfType(
                        InvalidInput.class,
                        () -> Project.read(root.resolve("matrx.yml"), new Sample(root).pack(), "cuda"))
                .problems();
        assertThat(problems)
                .map(Problem::toString)
                .containsExactly(
                        "matrx.yml: error: there is no matrix file here; say where it is: -Drunner.matrix=FILE;"
                                + " without that, a new matrix.yml is made");
    }
}
