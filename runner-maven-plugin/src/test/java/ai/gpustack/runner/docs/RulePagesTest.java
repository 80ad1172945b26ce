package ai.gpustack.runner.docs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.docs.Markdown.Block;
import ai.gpustack.runner.lint.Finding;
import ai.gpustack.runner.lint.Linter;
import ai.gpustack.runner.lint.Subject;
import ai.gpustack.runner.matrix.Matrix;
import ai.gpustack.runner.matrix.MatrixReader;
import ai.gpustack.runner.plan.BasesLock;
import ai.gpustack.runner.plan.Pack;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.PlanRequest;
import ai.gpustack.runner.plan.Planner;
import ai.gpustack.runner.plan.Selection;
import ai.gpustack.runner.release.SmokeTestReader;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each rule has a page, whose bad example breaks that rule and no other, with the message that is shown below it, and whose good
 * example breaks none ({@code -Dgolden.update} writes the message anew). An example is the files that it shows; what it leaves out is as in {@link #MATRIX} and {@link #DOCKERFILE}.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RulePagesTest {

    private static final String MATRIX = """
            platforms: [linux/amd64]
            rules:
              - {backend: cpu, services: [hello]}
            """;

    private static final String DOCKERFILE = """
            # Package logic:
            # 1. Stage runtime: what every service needs.
            # 2. Stage hello: the service.
            #
            # Arguments:
            # - CPU_VERSION: REQUIRED. The Debian release.
            # - HELLO_VERSION: REQUIRED. The service's version.

            ARG CPU_VERSION=12
            ARG HELLO_VERSION=1.0

            FROM debian:${CPU_VERSION} AS runtime

            FROM runtime AS hello
            ARG HELLO_VERSION
            WORKDIR /
            ENTRYPOINT ["tini", "--"]
            """;

    private static final Pattern SAYS = Pattern.compile("(?s)(<!-- says -->\n```text\n).*?(```\n)");

    @TempDir
    private Path root;

    private static String page(ProblemKind kind) {
        return Checkout.text("docs/rules/" + kind.id() + ".md");
    }

    /** A chapter of a page, without its heading. */
    private static Markdown chapter(String page, String heading) {
        String from = page.substring(page.indexOf("\n## " + heading + "\n") + 1);
        int next = from.indexOf("\n## ");
        return Markdown.of(next < 0 ? from : from.substring(0, next));
    }

    private List<Finding> findings(Markdown example) throws IOException {
        write("matrix.yml", MATRIX);
        write("pack/cpu/Dockerfile", DOCKERFILE);
        String options = "";
        for (Block block : example.blocks()) {
            if (block.mark().startsWith("file ")) {
                write(block.mark().substring("file ".length()), block.text());
            } else if (block.mark().equals("options")) {
                options = block.text().strip();
            }
        }
        return findings(options);
    }

    private void write(String path, String text) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.writeString(root.resolve(path), text);
    }

    private List<Finding> findings(String options) throws IOException {
        Matrix matrix = MatrixReader.read(root.resolve("matrix.yml"), "matrix.yml");
        var pack = new Pack(root, Path.of("pack"));
        var selection = new Selection(
                values(options, "backend"), values(options, "service"), values(options, "platform"), List.of());
        Plan plan =
                Planner.plan(new PlanRequest(matrix, pack, selection, Map.of(), "gpustack/runner", "gpustack/runner")
                        .with(BasesLock.read(root.resolve(BasesLock.NAME), BasesLock.NAME)));
        var problems = new ArrayList<>(plan.problems());
        Path tests = root.resolve("pack/cpu/hello.test.yml");
        if (Files.exists(tests)) {
            try {
                SmokeTestReader.read(tests, pack.shown(tests));
            } catch (InvalidInput e) {
                e.problems().stream()
                        .map(p -> p.ofKind(ProblemKind.SMOKE_TESTS))
                        .forEach(problems::add);
            }
        }
        return Linter.findings(Subject.of(matrix, pack, selection), problems, Optional.empty()).stream()
                .filter(finding -> finding.silenced().isEmpty())
                .toList();
    }

    private static List<String> values(String options, String name) {
        return Arrays.stream(options.split("\\s+"))
                .filter(option -> option.startsWith("-D" + name + "="))
                .map(option -> option.substring(name.length() + 3))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(ProblemKind.class)
    void a_bad_example_breaks_the_rule_of_its_page_and_no_other_and_is_answered_as_shown(ProblemKind kind)
            throws IOException {
        Markdown bad = chapter(page(kind), "Bad");
        List<Finding> findings = findings(bad);

        assertThat(findings).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.rule().id()).isEqualTo(kind.id());
            assertThat(finding.problem().severity()).isEqualTo(kind.severity());
        });
        String says = String.join("\n", findings.stream().map(Finding::toString).toList()) + "\n";
        if (System.getProperty("golden.update") != null) {
            String updated = SAYS.matcher(page(kind)).replaceFirst("$1" + Matcher.quoteReplacement(says) + "$2");
            Files.writeString(Checkout.ROOT.resolve("docs/rules/" + kind.id() + ".md"), updated);
        }
        assertThat(chapter(page(kind), "Bad").blocks().stream()
                        .filter(block -> block.mark().equals("says"))
                        .map(Block::text)
                        .findFirst()
                        .orElse(""))
                .isEqualTo(says);
    }

    @ParameterizedTest
    @EnumSource(ProblemKind.class)
    void a_good_example_breaks_no_rule(ProblemKind kind) throws IOException {
        assertThat(findings(chapter(page(kind), "Good"))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ProblemKind.class)
    void a_page_has_the_rules_sentence_as_its_title_and_says_why_and_how_to_silence_it(ProblemKind kind) {
        String severity = kind.severity().name().toLowerCase(Locale.ROOT);

        assertThat(page(kind))
                .startsWith("# " + kind.id() + ": " + kind.title() + "\n\n")
                .containsIgnoringCase("\n\n" + severity + ". ")
                .containsSubsequence("\n## Bad\n", "\n## Good\n", "\n## Why\n", "\n## To silence it\n");
    }

    @ParameterizedTest
    @EnumSource(ProblemKind.class)
    void a_convention_is_silenced_by_the_comment_that_its_page_shows(ProblemKind kind) {
        String chapter = page(kind).substring(page(kind).indexOf("\n## To silence it\n"));

        assertThat(chapter.contains("# lint: ignore " + kind.id() + " because "))
                .isEqualTo(kind.canBeSilenced());
    }

    @Test
    void the_index_lists_every_rule_with_its_severity() {
        List<String> rows = Checkout.text("docs/rules/README.md")
                .lines()
                .filter(line -> line.startsWith("| [RUN"))
                .toList();

        assertThat(rows)
                .isEqualTo(Arrays.stream(ProblemKind.values())
                        .map(kind -> "| [" + kind.id() + "](" + kind.id() + ".md) | "
                                + kind.severity().name().toLowerCase(Locale.ROOT) + " | " + kind.title() + " |")
                        .toList());
    }

    @Test
    void there_is_no_page_without_a_rule() throws IOException {
        try (Stream<Path> pages = Files.list(Checkout.ROOT.resolve("docs/rules"))) {
            assertThat(pages.map(page -> page.getFileName().toString().replace(".md", "")))
                    .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                    Stream.of("README"),
                                    Arrays.stream(ProblemKind.values()).map(ProblemKind::id))
                            .toList());
        }
    }

    @Test
    void ids_are_unique_and_in_order() {
        assertThat(Arrays.stream(ProblemKind.values()).map(ProblemKind::id))
                .doesNotHaveDuplicates()
                .isSorted();
    }

    @Test
    void the_dockerfiles_of_this_project_and_of_its_dockerfile_page_break_no_rule() throws IOException {
        Matrix matrix = MatrixReader.read(Checkout.ROOT.resolve("matrix.yml"), "matrix.yml");
        var pack = new Pack(Checkout.ROOT, Path.of("pack"));
        assertThat(Linter.findings(Subject.of(matrix, pack, Selection.ALL), List.<Problem>of(), Optional.empty()))
                .isEmpty();

        for (Block block : Markdown.of(Checkout.text("docs/dockerfile.md")).blocks()) {
            if (block.mark().startsWith("file ")) {
                write(block.mark().substring("file ".length()), block.text());
            }
        }
        write(
                "matrix.yml",
                "platforms: [linux/amd64]\nrules:\n  - {backend: cuda, services: [vllm], args: {VLLM_VERSION: 1.0}}\n");
        assertThat(findings("")).isEmpty();
    }
}
