package ai.gpustack.runner.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Located;
import ai.gpustack.runner.source.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MatrixReaderTest {

    private static final String WHOLE = """
            image: registry.example.com:5000/acme/runner
            platforms: [linux/amd64, linux/arm64]
            backends:
              cann: {variant: "${CANN_ARCHS}"}
            rules:
              - backend: cuda
                services: [vllm, sglang]
                platforms: [linux/amd64]
                args:
                  CUDA_VERSION: [12.10, 12.8.1]
                  VLLM_VERSION: [0.33.0, 0.32.0]
                exclude:
                  - {CUDA_VERSION: 12.8.1, VLLM_VERSION: 0.33.0}
                variant: "x${CUDA_ARCHS}"
                revision: 2
              - backend: cann
                services: [mindie]
                args:
                  - "CANN_VERSION=8.2.rc1"
                enabled: false
                reason: waits for 8.2
            """;

    private static Matrix parse(String text) {
        return MatrixReader.parse("matrix.yml", text);
    }

    private static List<String> problems(String text) {
        return parse(text).problems().stream().map(Problem::toString).toList();
    }

    @Test
    void everything_that_may_be_written_is_read() {
        Matrix matrix = parse(WHOLE);

        assertThat(matrix.problems()).isEmpty();
        assertThat(matrix.image()).map(Located::toString).contains("registry.example.com:5000/acme/runner");
        assertThat(matrix.variants().get("cann")).hasToString("${CANN_ARCHS}");
        Rule cuda = matrix.rules().get(0);
        assertThat(cuda.at()).hasToString("matrix.yml:6:5");
        assertThat(cuda.services()).map(Located::value).containsExactly("vllm", "sglang");
        assertThat(cuda.platforms()).map(Located::toString).containsExactly("linux/amd64");
        assertThat(cuda.revision()).isEqualTo(2);
        assertThat(cuda.disabled()).isEmpty();
        Rule cann = matrix.rules().get(1);
        assertThat(cann.platforms()).map(Located::toString).containsExactly("linux/amd64", "linux/arm64");
        assertThat(cann.combinations(Map.of())).containsExactly(Map.of("CANN_VERSION", "8.2.rc1"));
        assertThat(cann.disabled()).contains("waits for 8.2");
    }

    @Test
    void a_list_of_values_is_an_axis_and_exclusions_leave_combinations_out() {
        assertThat(parse(WHOLE).rules().get(0).combinations(Map.of()))
                .containsExactly(
                        Map.of("CUDA_VERSION", "12.10", "VLLM_VERSION", "0.33.0"),
                        Map.of("CUDA_VERSION", "12.10", "VLLM_VERSION", "0.32.0"),
                        Map.of("CUDA_VERSION", "12.8.1", "VLLM_VERSION", "0.32.0"));
    }

    @Test
    void an_override_replaces_an_axis() {
        assertThat(parse(WHOLE).rules().get(0).combinations(Map.of("CUDA_VERSION", "13.0")))
                .containsExactly(
                        Map.of("CUDA_VERSION", "13.0", "VLLM_VERSION", "0.33.0"),
                        Map.of("CUDA_VERSION", "13.0", "VLLM_VERSION", "0.32.0"));
    }

    @Test
    void values_are_the_text_as_written() {
        String text = """
                platforms: [linux/amd64]
                rules:
                  - backend: cpu
                    services: [llamacpp]
                    args: {A: 12.10, B: 010, C: 1e3, D: yes, E: null, F: 2026-01-01, G: "$(id);`id`", H: ~, I: 0x1F}
                """;
        assertThat(parse(text).rules().get(0).combinations(Map.of()).get(0))
                .containsExactly(
                        Map.entry("A", "12.10"),
                        Map.entry("B", "010"),
                        Map.entry("C", "1e3"),
                        Map.entry("D", "yes"),
                        Map.entry("E", "null"),
                        Map.entry("F", "2026-01-01"),
                        Map.entry("G", "$(id);`id`"),
                        Map.entry("H", "~"),
                        Map.entry("I", "0x1F"));
    }

    @Test
    void anchors_and_merge_keys_are_followed_and_own_keys_win() {
        Matrix matrix = parse("""
                platforms: [linux/amd64]
                rules:
                  - &base
                    backend: cuda
                    services: [vllm]
                    args: &args {CUDA_VERSION: 12.8.1, VLLM_VERSION: 0.9}
                  - <<: *base
                    args: {<<: *args, VLLM_VERSION: 0.10}
                """);

        assertThat(matrix.problems()).isEmpty();
        assertThat(matrix.rules().get(1).combinations(Map.of()))
                .containsExactly(Map.of("CUDA_VERSION", "12.8.1", "VLLM_VERSION", "0.10"));
    }

    @Test
    void a_merge_key_that_merges_itself_is_an_error() {
        assertThat(problems("rules:\n  - &r\n    <<: *r\n")).anyMatch(p -> p.contains("merges itself"));
    }

    @Test
    void no_file_is_an_error_that_says_where_it_was_looked_for(@TempDir Path folder) {
        assertThatThrownBy(() -> MatrixReader.read(folder.resolve("matrix.yml"), "matrix.yml"))
                .isInstanceOf(InvalidInput.class)
                .hasMessage("matrix.yml: error: there is no matrix file here, in " + folder
                        + "; write one (docs/matrix.md),"
                        + " or say where it is: -Drunner.directory=DIR or -Drunner.matrix=FILE");
    }

    @Test
    void bad_syntax_is_reported_with_line_and_column() {
        assertThat(problems("rules:\n  - backend: [cuda\n    services: vllm\n"))
                .singleElement()
                .satisfies(p -> assertThat(p).startsWith("matrix.yml:3:13: error: not valid YAML"));
    }

    @Test
    void an_unknown_key_is_reported_with_the_key_that_was_meant() {
        assertThat(problems("platforms: [linux/amd64]\nrules:\n  - backend: cuda\n    service: [vllm]\n"))
                .contains(
                        "matrix.yml:4:5: error: unknown key 'service'; did you mean 'services'? known: backend, services,"
                                + " platforms, args, exclude, variant, revision, enabled, reason",
                        "matrix.yml:3:5: error: the rule has no 'services'; add 'services:'");
    }

    @Test
    void everything_that_is_wrong_is_reported_at_once() {
        assertThat(problems("""
                        platfroms: [linux/amd64]
                        rules:
                          - backend: Cuda
                            services: [vllm]
                            platforms: [linux-amd64]
                            args: ["CUDA_VERSION", "X=1", "X=2"]
                            revision: two
                            enabled: no
                          - backend: cuda
                            backend: rocm
                        """))
                .map(problem -> problem.substring(0, problem.indexOf(": error")))
                .containsExactly(
                        "matrix.yml:1:1",
                        "matrix.yml:3:14",
                        "matrix.yml:5:17",
                        "matrix.yml:6:12",
                        "matrix.yml:6:35",
                        "matrix.yml:7:15",
                        "matrix.yml:8:14",
                        "matrix.yml:9:5",
                        "matrix.yml:10:5");
    }

    @Test
    void an_exclusion_that_never_matches_is_an_error() {
        assertThat(problems("""
                        platforms: [linux/amd64]
                        rules:
                          - backend: cuda
                            services: [vllm]
                            args: {A: [1, 2]}
                            exclude: [{A: 3}, {B: 1}]
                        """))
                .containsExactly(
                        "matrix.yml:6:19: error: 'A' never has the value '3' in this rule, so nothing is excluded;"
                                + " did you mean '1'? known: 1, 2",
                        "matrix.yml:6:24: error: 'B' is excluded, but is no argument of this rule;"
                                + " did you mean 'A'? known: A");
    }

    @Test
    void nesting_without_end_is_an_error_and_not_a_stack_overflow() {
        assertThat(problems("a: " + "[".repeat(5_000)))
                .singleElement()
                .satisfies(p -> assertThat(p).contains("nested more than 200 levels deep"));
    }

    @Test
    void an_empty_file_is_an_error() {
        assertThat(problems(""))
                .containsExactly(
                        "matrix.yml: error: the file is empty; add 'rules:' with at least one rule (docs/matrix.md)");
    }

    @Test
    void a_character_deleted_anywhere_never_throws() {
        for (int i = 0; i < WHOLE.length(); i++) {
            parse(WHOLE.substring(0, i) + WHOLE.substring(i + 1));
        }
    }

    @Test
    void characters_replaced_inserted_or_swapped_anywhere_never_throw() {
        var random = new Random(20261123);
        String alphabet = "{}[]:,&*#?|->'\"%@` \n\t\\<=!ab\u0000\uFEFF";
        Consumer<StringBuilder> mutate = text -> {
            int at = random.nextInt(text.length());
            char c = alphabet.charAt(random.nextInt(alphabet.length()));
            switch (random.nextInt(3)) {
                case 0 -> text.setCharAt(at, c);
                case 1 -> text.insert(at, c);
                default -> text.deleteCharAt(at);
            }
        };
        for (int i = 0; i < 3_000; i++) {
            var text = new StringBuilder(WHOLE);
            for (int n = 0; n <= i % 4; n++) {
                mutate.accept(text);
            }
            parse(text.toString());
        }
    }
}
