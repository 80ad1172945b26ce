package ai.gpustack.runner.docs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.docs.Markdown.Block;
import ai.gpustack.runner.matrix.MatrixReader;
import ai.gpustack.runner.plan.Pack;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.PlanRequest;
import ai.gpustack.runner.plan.Planner;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.Selection;
import ai.gpustack.runner.release.SmokeTestReader;
import ai.gpustack.runner.report.PlanFormat;
import ai.gpustack.runner.source.Problem;
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
import org.junit.jupiter.params.provider.MethodSource;

/** The documents' examples are read by the plugin itself. The comment above an example says what it has to be. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ExamplesTest {

    @TempDir
    private Path root;

    static List<Path> documents() {
        return Checkout.documents();
    }

    private static List<Block> blocks(Path document) {
        return Markdown.of(Checkout.text(document.toString())).blocks();
    }

    private static List<String> problems(Block matrix) {
        return MatrixReader.parse("matrix.yml", matrix.text()).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void every_example_in_yaml_says_what_it_is(Path document) {
        assertThat(blocks(document).stream().filter(block -> block.language().equals("yaml")))
                .allSatisfy(
                        block -> assertThat(block.mark()).as(block.text()).matches("valid|invalid|smoke test|file .+"));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void a_valid_matrix_has_no_problem_for_the_reader_nor_for_the_schema(Path document) {
        for (Block block : blocks(document)) {
            if (block.mark().equals("valid")) {
                assertThat(problems(block)).as(block.text()).isEmpty();
                assertThat(DocumentedSchema.named("matrix").problems(TypedYaml.of(block.text())))
                        .as(block.text())
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void an_invalid_matrix_has_exactly_the_problems_that_are_shown_below_it(Path document) {
        List<Block> blocks = blocks(document);
        for (int i = 0; i < blocks.size(); i++) {
            if (blocks.get(i).mark().equals("invalid")) {
                assertThat(problems(blocks.get(i)))
                        .as(blocks.get(i).text())
                        .isNotEmpty()
                        .isEqualTo(blocks.get(i + 1).text().lines().toList());
            }
        }
    }

    @Test
    void the_matrix_page_shows_valid_and_invalid_files() {
        assertThat(blocks(Path.of("docs/matrix.md"))).map(Block::mark).contains("valid", "invalid");
    }

    @Test
    void the_table_of_formats_is_the_plugins() {
        assertThat(Markdown.of(Checkout.text("docs/matrix.md")).tableBelow("Formats of a plan"))
                .map(row -> row.get(0).replace("`", ""))
                .containsExactlyElementsOf(PlanFormat.names());
    }

    @Test
    void the_smoke_tests_of_their_page_are_understood_by_the_reader_and_the_schema() throws IOException {
        List<Block> examples = blocks(Path.of("docs/smoke-tests.md")).stream()
                .filter(block -> block.mark().equals("smoke test"))
                .toList();

        assertThat(examples).isNotEmpty();
        for (Block example : examples) {
            Path file = Files.writeString(root.resolve("example.test.yml"), example.text());
            assertThat(SmokeTestReader.read(file, "example.test.yml").size()).isPositive();
            assertThat(DocumentedSchema.named("smoke-test").problems(TypedYaml.of(example.text())))
                    .isEmpty();
        }
    }

    @Test
    void the_report_of_its_page_fits_the_schema() {
        assertThat(blocks(Path.of("docs/report.md")).stream()
                        .filter(block -> block.mark().equals("report")))
                .isNotEmpty()
                .allSatisfy(block -> assertThat(DocumentedSchema.named("report").problems(block.text()))
                        .isEmpty());
    }

    @Test
    void the_backend_that_the_readme_adds_is_planned_without_a_problem_and_has_tests() throws IOException {
        assertThat(writeFiles(Path.of("README.md")))
                .containsExactlyInAnyOrder("matrix.yml", "pack/rocm/Dockerfile", "pack/rocm/hello.test.yml");

        Plan plan = plan(Files.readString(root.resolve("matrix.yml")));

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.selected())
                .map(PlatformImage::tag)
                .containsExactly("rocm6.4-hello1.0-linux-amd64", "rocm6.4-hello1.0-linux-arm64");
        Path tests = root.resolve("pack/rocm/hello.test.yml");
        assertThat(SmokeTestReader.read(tests, "hello.test.yml").size()).isEqualTo(1);
    }

    @Test
    void the_dockerfile_of_its_page_is_planned_without_a_problem() throws IOException {
        assertThat(writeFiles(Path.of("docs/dockerfile.md"))).containsExactly("pack/cuda/Dockerfile");

        Plan plan = plan("""
                platforms: [linux/amd64]
                rules:
                  - {backend: cuda, services: [vllm], args: {VLLM_VERSION: 0.33.0}}
                """);

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.selected()).map(PlatformImage::tag).containsExactly("cuda12.8-vllm0.33.0-linux-amd64");
    }

    @Test
    void the_tag_that_the_readme_shows_is_the_one_that_is_built() {
        String repository = "gpustack/runner";
        Plan plan = Planner.plan(new PlanRequest(
                MatrixReader.parse("matrix.yml", Checkout.text("matrix.yml")),
                new Pack(Checkout.ROOT, Path.of("pack")),
                new Selection(List.of("cpu"), List.of(), List.of(), List.of()),
                Map.of(),
                repository,
                repository));

        assertThat(plan.images()).isNotEmpty();
        assertThat(Checkout.text("README.md"))
                .contains(plan.images().get(0).reference().toString());
    }

    /** Writes the files that a document shows; their paths. */
    private List<String> writeFiles(Path document) throws IOException {
        var paths = new ArrayList<String>();
        for (Block block : blocks(document)) {
            if (block.mark().startsWith("file ")) {
                String path = block.mark().substring("file ".length());
                Files.createDirectories(root.resolve(path).getParent());
                Files.writeString(root.resolve(path), block.text());
                paths.add(path);
            }
        }
        return paths;
    }

    private Plan plan(String matrix) {
        return Planner.plan(new PlanRequest(
                MatrixReader.parse("matrix.yml", matrix),
                new Pack(root, Path.of("pack")),
                Selection.ALL,
                Map.of(),
                "gpustack/runner",
                "gpustack/runner"));
    }
}
