package ai.gpustack.runner.scaffold;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.matrix.Matrix;
import ai.gpustack.runner.matrix.MatrixReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MatrixEditTest {

    private static final String HEAD = "platforms: [linux/amd64]\nrules:\n";

    private static MatrixEdit edit(String text) {
        Matrix matrix = MatrixReader.parse("matrix.yml", text);
        return new MatrixEdit(text, matrix);
    }

    private static Optional<String> withService(String rules) {
        return edit(HEAD + rules).withService(0, "tgi").map(text -> text.substring(HEAD.length()));
    }

    private static Optional<String> withRule(String rules, int below) {
        var rule = new NewRule("rocm", "tgi", List.of(), Map.of());
        return edit(HEAD + rules).withRule(rule, below).map(text -> text.substring(HEAD.length()));
    }

    @Test
    void a_service_is_added_to_a_list_in_brackets() {
        assertThat(withService("  - {backend: cuda, services: [vllm, sglang ]} # all\n"))
                .contains("  - {backend: cuda, services: [vllm, sglang, tgi ]} # all\n");
    }

    @Test
    void a_service_is_added_to_a_list_in_brackets_over_several_lines() {
        assertThat(withService("- backend: cuda\n  services: [\n    vllm, # a\n    sglang, # b\n  ]\n"))
                .contains("- backend: cuda\n  services: [\n    vllm, # a\n    sglang, tgi, # b\n  ]\n");
    }

    @Test
    void a_service_is_added_below_the_last_one_of_a_list_with_dashes() {
        assertThat(withService("""
                  - backend: cuda
                    services:
                      - "vllm"   # a
                      # b
                      - sglang   # c
                      # d
                    args: {A: 1}
                """)).contains("""
                  - backend: cuda
                    services:
                      - "vllm"   # a
                      # b
                      - sglang   # c
                      - tgi
                      # d
                    args: {A: 1}
                """);
    }

    @Test
    void a_single_service_becomes_a_list() {
        assertThat(withService("- backend: cuda\n  services: vllm # a\n"))
                .contains("- backend: cuda\n  services: [vllm, tgi] # a\n");
    }

    @Test
    void a_file_without_a_newline_at_its_end_is_added_to() {
        assertThat(withService("- backend: cuda\n  services:\n  - vllm"))
                .contains("- backend: cuda\n  services:\n  - vllm\n  - tgi\n");
        assertThat(withRule("- {backend: cuda, services: vllm}", 0))
                .contains("- {backend: cuda, services: vllm}\n- backend: rocm\n  services: [tgi]\n");
    }

    @Test
    void line_ends_stay_as_they_are() {
        String before = "platforms: [linux/amd64]\r\nrules:\r\n- backend: cuda\r\n  services: vllm\r\n";
        assertThat(edit(before).withRule(new NewRule("rocm", "tgi", List.of(), Map.of()), 0))
                .contains(before + "- backend: rocm\r\n  services: [tgi]\r\n");
    }

    @Test
    void a_list_that_other_rules_share_is_not_added_to() {
        assertThat(withService("- {backend: cuda, services: &all [vllm]}\n- {backend: rocm, services: *all}\n"))
                .isEmpty();
        assertThat(withService("- &cuda\n  backend: cuda\n  services: [vllm]\n- <<: *cuda\n  backend: rocm\n"))
                .isEmpty();
    }

    @Test
    void a_list_that_only_has_an_anchor_is_added_to() {
        assertThat(withService("- {backend: cuda, services: &all [vllm]}\n"))
                .contains("- {backend: cuda, services: &all [vllm, tgi]}\n");
    }

    @Test
    void a_rule_goes_below_another_one_and_the_comments_that_belong_to_it() {
        assertThat(withRule("""
                  # the first
                  - backend: cuda
                    services: [vllm]
                    args:
                      A: 1 # one
                      # B: 2
                  # the second
                  - backend: cpu
                    services: [vllm]
                """, 0)).contains("""
                  # the first
                  - backend: cuda
                    services: [vllm]
                    args:
                      A: 1 # one
                      # B: 2
                  - backend: rocm
                    services: [tgi]
                  # the second
                  - backend: cpu
                    services: [vllm]
                """);
    }

    @Test
    void a_rule_is_parted_by_an_empty_line_where_others_are() {
        assertThat(withRule("""
                - backend: cuda
                  services: [vllm]

                # the second
                - backend: cpu
                  services: [vllm]

                # the end
                """, 1)).contains("""
                - backend: cuda
                  services: [vllm]

                # the second
                - backend: cpu
                  services: [vllm]

                - backend: rocm
                  services: [tgi]

                # the end
                """);
    }

    @Test
    void a_rule_goes_below_a_text_over_several_lines() {
        assertThat(withRule("""
                - backend: cuda
                  services: [vllm]
                  enabled: false
                  reason: |
                    one
                    # no comment

                # a comment
                """, 0)).contains("""
                - backend: cuda
                  services: [vllm]
                  enabled: false
                  reason: |
                    one
                    # no comment
                - backend: rocm
                  services: [tgi]

                # a comment
                """);
    }

    @Test
    void a_rule_goes_into_a_list_in_brackets() {
        String json =
                "{\"platforms\": [\"linux/amd64\"], \"rules\": [{\"backend\": \"cuda\", \"services\": [\"vllm\"]}]}";
        assertThat(edit(json)
                        .withRule(
                                new NewRule("rocm", "tgi", List.of("linux/arm64"), Map.of("A", List.of("1", "2"))), 0))
                .contains(json.replace(
                        "}]}", "}, {backend: rocm, services: [tgi], platforms: [linux/arm64], args: {A: [1, 2]}}]}"));
    }

    @Test
    void a_rule_goes_above_what_follows_the_rules() {
        assertThat(withRule("- {backend: cuda, services: vllm}\nimage: a/b\n", 0))
                .contains("- {backend: cuda, services: vllm}\n- backend: rocm\n  services: [tgi]\nimage: a/b\n");
    }

    @Test
    void the_first_rule_of_a_file_is_added() {
        var rule = new NewRule("rocm", "tgi", List.of(), Map.of());
        for (String rules : List.of("rules:", "rules: # none yet\n", "rules: []\n", "rules: [ ] # none\n")) {
            String text = "platforms: [linux/amd64] # a\n" + rules;
            assertThat(MatrixEdit.awaitsFirstRule(text, MatrixReader.parse("matrix.yml", text)))
                    .as(rules)
                    .isTrue();
            Optional<String> result = edit(text).withRule(rule, -1);
            assertThat(result).as(rules).isPresent();
            assertThat(MatrixReader.parse("matrix.yml", result.get()).rules()).hasSize(1);
        }
    }

    @Test
    void rules_that_are_written_elsewhere_are_left_alone() {
        assertThat(withRule("- &one {backend: cuda, services: vllm}\n- *one\n", 1))
                .contains("- &one {backend: cuda, services: vllm}\n- *one\n- backend: rocm\n  services: [tgi]\n");
    }

    @Test
    void values_are_quoted_where_yaml_would_read_another_text() {
        assertThat(List.of("12.10", "linux/arm/v7", "8.2.rc1", "0x1+b"))
                .allSatisfy(text -> assertThat(NewRule.quoted(text)).isEqualTo(text));
        for (String text : List.of("", "a b", "- x", "a: b", "\"q\" \\", "#", "null", "true", "a\tb\n", "é", "[x]")) {
            String written = HEAD + "- {backend: cuda, services: vllm, args: {A: " + NewRule.quoted(text) + "}}\n";
            Matrix matrix = MatrixReader.parse("matrix.yml", written);
            assertThat(matrix.problems()).as(text).isEmpty();
            assertThat(matrix.rules().get(0).args().get("A").values().get(0).value())
                    .isEqualTo(text);
        }
    }
}
