package ai.gpustack.runner.docs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.lint.Finding;
import ai.gpustack.runner.lint.RuleDescription;
import ai.gpustack.runner.report.FindingsJson;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FindingsSchemaTest {

    private static final DocumentedSchema SCHEMA = DocumentedSchema.named("findings");

    private static String json() {
        return FindingsJson.of(List.of(
                Finding.of(Problem.error(Location.of("-Dbackend=cpuu"), "there is none", "")),
                Finding.of(Problem.notice(new Location("matrix.yml", 4, 5), "left out", "")),
                new Finding(
                        RuleDescription.ofBuildKit("FromAsCasing", "Casing", ""),
                        Problem.warning(new Location("pack/cpu/Dockerfile", 8, 0), "casing", "mend it"),
                        Optional.of("it is so"))));
    }

    @Test
    void findings_of_every_sort_and_none_fit() {
        assertThat(SCHEMA.problems(json())).isEmpty();
        assertThat(SCHEMA.problems(FindingsJson.of(List.of()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rule", "severity", "file", "line", "column", "what", "mend", "page"})
    void a_finding_without_what_programs_rely_on_does_not_fit(String field) {
        JsonNode json = new JsonMapper().readTree(json());
        ((ObjectNode) json.at("/findings/0")).remove(field);

        assertThat(SCHEMA.problems(json)).singleElement().asString().contains(field);
    }
}
