package ai.gpustack.runner.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import ai.gpustack.runner.lint.Finding;
import ai.gpustack.runner.lint.Linter;
import ai.gpustack.runner.lint.Subject;
import ai.gpustack.runner.matrix.Matrix;
import ai.gpustack.runner.matrix.MatrixReader;
import ai.gpustack.runner.matrix.Rule;
import ai.gpustack.runner.plan.ImageName;
import ai.gpustack.runner.plan.Pack;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.PlanRequest;
import ai.gpustack.runner.plan.Planner;
import ai.gpustack.runner.plan.Selection;
import ai.gpustack.runner.source.InvalidInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every valid matrix that there is, with every one of its characters deleted in turn, on the whole way of a goal: reader, planner, lint,
 * renderings. Nothing but a plan or problems comes out.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MutatedMatrixTest {

    private static final Path CHECKOUT = Path.of("..");
    private static final Path RESOURCES = Path.of("src/test/resources");

    @TempDir
    private Path root;

    static List<Path> matrices() throws IOException {
        try (var valid = Files.list(RESOURCES.resolve("matrix/valid"));
                var validForTheReader = Files.list(RESOURCES.resolve("matrix/valid-for-the-reader-only"))) {
            return Stream.of(
                            valid,
                            validForTheReader,
                            Stream.of(RESOURCES.resolve("plan/sample/matrix.yml"), CHECKOUT.resolve("matrix.yml")))
                    .flatMap(files -> files)
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("matrices")
    void a_character_deleted_anywhere_gives_a_plan_or_problems_and_never_anything_else(Path file) throws IOException {
        String text = Files.readString(file);
        Pack pack = pack(MatrixReader.parse("matrix.yml", text));
        int plans = 0;
        for (int at = 0; at < text.length(); at++) {
            String mutated = text.substring(0, at) + text.substring(at + 1);
            try {
                plans += goal(mutated, pack, at) ? 1 : 0;
            } catch (RuntimeException e) {
                fail("without the character " + at + ", '" + text.charAt(at) + "', of " + file + ":\n" + mutated, e);
            }
        }
        // Deletions in comments and names leave what can be planned, if it could be before; others never do.
        assertThat(plans).isBetween(goal(text, pack, 0) ? 1 : 0, text.length() - 1);
    }

    /** Whether there is a plan. Of the renderings each has its turn: SARIF alone would take half of the time. */
    private static boolean goal(String text, Pack pack, int turn) {
        Matrix matrix = MatrixReader.parse("matrix.yml", text);
        Plan plan = Planner.plan(
                new PlanRequest(matrix, pack, Selection.ALL, Map.of(), "gpustack/runner", "gpustack/runner"));
        List<Finding> findings =
                Linter.findings(Subject.of(matrix, pack, Selection.ALL), plan.problems(), Optional.empty());
        assertThat(findings.stream().anyMatch(Finding::isError))
                .isEqualTo(!plan.errors().isEmpty());
        assertThat(FindingsFormat.values()[turn % FindingsFormat.values().length].render(findings))
                .endsWith("\n");
        try {
            plan.orThrow();
        } catch (InvalidInput e) {
            assertThat(e.problems())
                    .allSatisfy(problem ->
                            assertThat(problem.toString()).contains(": error: ").doesNotContain("\n"));
            return false;
        }
        assertThat(plan.selected()).isNotEmpty();
        assertThat(PlanFormat.values()[turn % PlanFormat.values().length].render(plan, matrix, 256))
                .isNotBlank();
        return true;
    }

    /** A Dockerfile for each backend, that has a stage for each service and declares all that rules give. */
    private Pack pack(Matrix matrix) {
        for (String backend : matrix.backends()) {
            var arguments = new LinkedHashSet<String>();
            arguments.add(ImageName.versionArgument(backend));
            matrix.services().forEach(service -> arguments.add(ImageName.versionArgument(service)));
            matrix.rules().stream().map(Rule::args).forEach(args -> arguments.addAll(args.keySet()));
            var dockerfile = new StringBuilder();
            arguments.forEach(name -> dockerfile.append("ARG ").append(name).append("=1\n"));
            dockerfile.append("FROM debian AS runtime\n");
            for (String service : matrix.services()) {
                dockerfile.append("FROM runtime AS ").append(service).append('\n');
                arguments.forEach(name -> dockerfile.append("ARG ").append(name).append('\n'));
            }
            write(root.resolve("pack/" + backend + "/Dockerfile"), dockerfile.toString());
        }
        return new Pack(root, Path.of("pack"));
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
