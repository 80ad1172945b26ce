package ai.gpustack.runner.report;

import static ai.gpustack.runner.Golden.assertGolden;
import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.dockerfile.Dockerfile;
import ai.gpustack.runner.lint.Finding;
import ai.gpustack.runner.lint.Linter;
import ai.gpustack.runner.lint.RuleDescription;
import ai.gpustack.runner.lint.Subject;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The renderings of what is wrong with one deliberately bad Dockerfile. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FindingsTest {

    private static final Path RESOURCES = Path.of("src/test/resources/lint");

    private static List<Finding> findings() {
        try {
            String file = "pack/cpu/Dockerfile";
            Dockerfile dockerfile = Dockerfile.parse(file, Files.readString(RESOURCES.resolve("bad.Dockerfile")));
            var problems = new java.util.ArrayList<>(dockerfile.problems());
            problems.add(Problem.error(
                    Location.of("-Dbackend=cpuu"),
                    "no rule of matrix.yml has the backend 'cpuu'",
                    "did you mean 'cpu'?"));
            problems.add(Problem.notice(new Location("matrix.yml", 4, 5), "left out, as it is disabled: later", ""));
            problems.add(Problem.error(Location.of("odd dir/100%: a,b.yml"), "an odd\nfile", ""));
            problems.add(Problem.error(new Location("/elsewhere/pack/cpu/Dockerfile", 1, 1), "outside", ""));
            var check = new Finding(
                    RuleDescription.ofBuildKit(
                            "FromAsCasing",
                            "The 'as' keyword should match",
                            "https://docs.docker.com/go/dockerfile/rule/from-as-casing/"),
                    Problem.warning(new Location(file, 8, 0), "'as' and 'FROM' keywords' casing do not match", ""),
                    Optional.empty());
            return Linter.findings(
                    List.of(new Subject(dockerfile, "cpu", List.of("hello"))), problems, Optional.of(List.of(check)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(FindingsFormat.class)
    void a_bad_dockerfile_is_rendered_as_its_golden_file(FindingsFormat format) {
        assertGolden("lint/bad." + format, format.render(findings()));
    }

    @Test
    void annotations_are_as_their_golden_file_errors_first() {
        assertGolden("lint/bad.annotations", String.join("\n", GithubAnnotations.lines(findings(), "images/")) + "\n");
    }

    private static List<String> sarifProblems(String sarif) throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
                .getSchema(Files.readString(RESOURCES.resolve("sarif-2.1.0-rtm.5.json")), InputFormat.JSON)
                .validate(
                        sarif,
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Error::toString)
                .toList();
    }

    @Test
    void sarif_fits_the_schema_with_findings_and_without() throws IOException {
        assertThat(sarifProblems(FindingsSarif.of(findings()))).isEmpty();
        assertThat(sarifProblems(FindingsSarif.of(List.of()))).isEmpty();
    }

    @Test
    void what_is_no_sarif_does_not_fit_the_schema() throws IOException {
        assertThat(sarifProblems(FindingsSarif.of(findings()).replace("\"ruleIndex\"", "\"ruleNumber\"")))
                .isNotEmpty();
        assertThat(sarifProblems(FindingsSarif.of(findings()).replace("\"inSource\"", "\"somewhere\"")))
                .isNotEmpty();
    }

    @Test
    void each_result_of_sarif_points_to_its_rule() {
        JsonNode run = new JsonMapper().readTree(FindingsSarif.of(findings())).at("/runs/0");

        assertThat(run.path("results"))
                .isNotEmpty()
                .allSatisfy(result -> assertThat(run.at("/tool/driver/rules/"
                                        + result.path("ruleIndex").asInt() + "/id")
                                .asString())
                        .isEqualTo(result.path("ruleId").asString()));
    }

    @Test
    void a_failure_names_the_pages_of_its_rules_once_and_how_to_go_on() {
        var error = Finding.of(Problem.error(new Location("matrix.yml", 1, 1), "wrong", "mend it"));
        var check = new Finding(
                RuleDescription.ofBuildKitErrors(),
                Problem.error(Location.of("pack/cpu/Dockerfile"), "no", ""),
                Optional.empty());

        assertThat(FindingsText.failure(List.of(error, error, check)).lines())
                .containsExactly(
                        "3 problems:",
                        "  matrix.yml:1:1: error: wrong; mend it [RUN101]",
                        "  matrix.yml:1:1: error: wrong; mend it [RUN101]",
                        "  pack/cpu/Dockerfile: error: no [BuildKit:Error]",
                        "mend this, then repeat 'mvn runner:validate'; what is demanded, and why: docs/rules/RUN101.md");
    }

    @Test
    void what_is_silenced_is_counted_and_not_shown_as_text_nor_annotated() {
        assertThat(FindingsText.of(findings())).doesNotContain("[RUN011]").endsWith(", 1 silenced\n");
        assertThat(GithubAnnotations.lines(findings(), "")).noneMatch(line -> line.contains("title=RUN011"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json", "sarif"})
    void a_format_is_found_by_its_name(String name) {
        assertThat(FindingsFormat.named(name)).map(FindingsFormat::toString).contains(name);
        assertThat(FindingsFormat.names()).contains(name);
    }
}
