package ai.gpustack.runner.buildx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.lint.Finding;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BuildChecksTest {

    private static List<Finding> findings(String answer) {
        return BuildChecks.findings(answer, "pack/cpu/Dockerfile").orElseThrow();
    }

    @Test
    void a_warning_becomes_a_finding_under_buildkits_own_name() {
        List<Finding> findings = findings("""
                {"warnings": [{
                  "ruleName": "StageNameCasing",
                  "description": "Stage names should be lowercase",
                  "url": "https://docs.docker.com/go/dockerfile/rule/stage-name-casing/",
                  "detail": "Stage name 'Runtime' should be lowercase",
                  "location": {"ranges": [{"start": {"line": 2}, "end": {"line": 2}}]}
                }], "sources": [{"filename": "Dockerfile"}]}
                """);

        assertThat(findings)
                .singleElement()
                .hasToString(
                        "pack/cpu/Dockerfile:2: warning: Stage name 'Runtime' should be lowercase;"
                                + " see https://docs.docker.com/go/dockerfile/rule/stage-name-casing/ [BuildKit:StageNameCasing]");
        assertThat(findings.get(0).rule().title()).isEqualTo("Stage names should be lowercase");
    }

    @Test
    void what_can_not_be_built_is_an_error_on_one_line() {
        assertThat(findings("""
                {"warnings": [], "buildError": {
                  "message": "no such image:\\n  nothing:1",
                  "location": {"ranges": [{"start": {"line": 7}}]}
                }}
                """)).singleElement().satisfies(finding -> {
            assertThat(finding.isError()).isTrue();
            assertThat(finding).hasToString("pack/cpu/Dockerfile:7: error: no such image: nothing:1 [BuildKit:Error]");
        });
    }

    @Test
    void an_error_without_a_place_is_the_files() {
        assertThat(findings("{\"buildError\": {\"message\": \"no\", \"location\": {}}}"))
                .singleElement()
                .hasToString("pack/cpu/Dockerfile: error: no [BuildKit:Error]");
    }

    @Test
    void no_warnings_are_no_findings() {
        assertThat(findings("{\"sources\": []}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "Cannot connect", "[]", "{\"warnings\": [", "null"})
    void what_is_no_answer_is_none(String answer) {
        assertThat(BuildChecks.findings(answer, "Dockerfile")).isEmpty();
    }
}
