package ai.gpustack.runner.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.gpustack.runner.source.Located;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DockerfileTest {

    private static Dockerfile parse(String... lines) {
        return Dockerfile.parse("pack/cuda/Dockerfile", String.join("\n", lines) + "\n");
    }

    @Test
    void a_heredoc_may_hold_the_words_ARG_and_FROM() {
        Dockerfile file = parse("FROM scratch AS a", "RUN <<EOF", "ARG X=1", "FROM y AS b", "EOF", "ARG Z");
        assertThat(file.problems()).isEmpty();
        assertThat(file.stageNames()).containsExactly("a");
        assertThat(file.argumentNames()).containsExactly("Z");
        assertThat(file.stages().get(0).instructions().get(0).heredocs().get(0).content())
                .isEqualTo("ARG X=1\nFROM y AS b\n");
    }

    @Test
    void several_heredocs_of_a_line_are_read_one_after_the_other() {
        Dockerfile file = parse("FROM scratch", "COPY <<a <<-'b' /x/", "b", "a", "a", "\tb", "USER me");
        assertThat(file.problems()).isEmpty();
        assertThat(file.stages().get(0).instructions()).hasSize(2);
        assertThat(file.stages().get(0).instructions().get(0).heredocs())
                .extracting(Heredoc::name, Heredoc::content, Heredoc::expands, Heredoc::dropsTabs)
                .containsExactly(tuple("a", "b\n", true, false), tuple("b", "a\n", false, true));
    }

    @Test
    void only_arguments_before_the_first_FROM_are_global() {
        Dockerfile file = parse("ARG A=1", "FROM scratch", "ARG A=2", "ARG B", "FROM scratch", "ONBUILD ARG C");
        assertThat(file.globals()).extracting(Argument::name).containsExactly("A");
        assertThat(file.values(Map.of()).globals()).containsExactly(Map.entry("A", "1"));
        assertThat(file.argumentNames()).contains("B").doesNotContain("C");
    }

    @Test
    void
            an_ARG_line_with_quotes_several_names_a_continuation_a_comment_and_another_escape_is_read_as_BuildKit_reads_it() {
        Dockerfile file = Dockerfile.parse("Dockerfile", """
                # escape=`
                ARG   A="one two"   B='$A' C=
                ARG D=x`
                  E=${A}-y   # a mark
                # between
                ARG F="quoted `" name"
                FROM scratch
                """);

        assertThat(file.problems()).isEmpty();
        assertThat(file.globals().stream().map(Argument::name)).containsExactly("A", "B", "C", "D", "E", "F");
        assertThat(file.values(Map.of()).globals())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("A", "one two", "B", "$A", "C", "", "D", "x", "E", "one two-y", "F", "quoted \" name"));
    }

    @Test
    void a_name_knows_its_line_and_column_even_on_a_continued_line() {
        Dockerfile file = parse("ARG A=1 \\", "# between", "   B='x y' C", "FROM scratch");
        assertThat(file.globals())
                .extracting(Argument::at)
                .containsExactly(
                        new Location("pack/cuda/Dockerfile", 1, 5),
                        new Location("pack/cuda/Dockerfile", 3, 4),
                        new Location("pack/cuda/Dockerfile", 3, 12));
    }

    @Test
    void the_words_after_a_hash_on_an_ARG_line_are_a_mark_and_not_names() {
        Dockerfile file = parse("ARG A=1   # REQUIRED by all", "FROM scratch");
        assertThat(file.argumentNames()).containsExactly("A");
        assertThat(file.globals().get(0).trailing())
                .contains(new Located<>("REQUIRED by all", new Location("pack/cuda/Dockerfile", 1, 11)));
        assertThat(file.problems()).isEmpty();
    }

    @Test
    void a_mark_with_an_equals_sign_is_an_error_because_Docker_would_set_it() {
        assertThat(parse("ARG A=1 # X=5", "FROM scratch").problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.isError()).isTrue();
                    assertThat(problem.at().column()).isEqualTo(9);
                });
    }

    @Test
    void the_comment_line_above_an_argument_describes_it() {
        Dockerfile file = parse("# A is what it is", "# B the other", "ARG A B C", "FROM scratch");
        assertThat(file.global("A").orElseThrow().description()).contains("is what it is");
        assertThat(file.global("B").orElseThrow().description()).contains("the other");
        assertThat(file.global("C").orElseThrow().description()).isEmpty();
    }

    @Test
    void a_stage_is_found_by_name_in_any_case_and_by_number() {
        Dockerfile file = parse("FROM scratch AS Runtime", "FROM runtime AS vllm");
        assertThat(file.stage("RUNTIME")).contains(file.stages().get(0));
        assertThat(file.stage("1")).contains(file.stages().get(1));
        assertThat(file.stage("2")).isEmpty();
        assertThat(file.stage("")).isEmpty();
        assertThat(file.mendStage("vlm")).startsWith("did you mean 'vllm'?");
    }

    @Test
    void all_mistakes_are_reported_with_their_lines() {
        Dockerfile file = parse("FROM scratch", "RUM x", "COPY a", "ARG =1", "CMD [1]", "COPY --form=a b c");
        assertThat(file.problems()).extracting(problem -> problem.at().line()).containsExactly(2, 3, 4, 5, 6);
        assertThat(file.problems()).allMatch(Problem::isError);
    }

    @Test
    void a_blank_line_in_a_continued_instruction_is_a_warning() {
        assertThat(parse("FROM scratch", "RUN a \\", "", " b").problems())
                .singleElement()
                .matches(problem -> !problem.isError());
    }

    @Test
    void a_line_longer_than_Docker_reads_is_an_error() {
        assertThat(parse("FROM scratch", "RUN " + "x".repeat(70_000)).problems())
                .singleElement()
                .matches(problem -> problem.isError() && problem.at().line() == 2);
    }

    @Test
    void the_default_of_an_argument_may_use_those_before_it_and_what_is_given() {
        Dockerfile file = parse("ARG A=1", "ARG B=${A}.${C:-x}", "ARG C=late", "ARG D", "FROM scratch");
        assertThat(file.values(Map.of()).globals()).isEqualTo(Map.of("A", "1", "B", "1.x", "C", "late"));
        assertThat(file.values(Map.of("A", "$C", "D", "d")).globals())
                .isEqualTo(Map.of("A", "$C", "B", "$C.x", "C", "late", "D", "d"));
    }

    @Test
    void a_value_for_a_name_that_is_not_declared_is_not_seen() {
        Dockerfile file = parse("ARG A=${X}", "FROM scratch");
        assertThat(file.values(Map.of("X", "1")).globals()).isEqualTo(Map.of("A", ""));
    }

    @Test
    void platform_arguments_are_seen_without_a_declaration_and_a_default_replaces_them() {
        Map<String, String> given = Map.of("TARGETARCH", "arm64", "TARGETOS", "linux");
        Dockerfile file = parse("ARG A=$TARGETOS/$TARGETARCH", "ARG TARGETARCH=none", "FROM scratch");
        assertThat(file.values(given).globals())
                .isEqualTo(Map.of("TARGETOS", "linux", "TARGETARCH", "none", "A", "linux/arm64"));
    }

    @Test
    void a_default_that_can_not_be_expanded_is_a_problem_at_its_line() {
        ArgumentValues values = parse("ARG A=1", "ARG B=${A", "FROM scratch").values(Map.of());
        assertThat(values.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.at().line()).isEqualTo(2));
        assertThat(values.globals()).containsOnlyKeys("A");
    }

    @Test
    void a_default_that_grows_without_end_is_a_problem_and_not_a_full_heap() {
        var lines = new StringBuilder("ARG A0=0123456789\n");
        for (int i = 1; i < 60; i++) {
            lines.append("ARG A%d=$A%d$A%d\n".formatted(i, i - 1, i - 1));
        }
        ArgumentValues values = Dockerfile.parse("f", lines + "FROM scratch\n").values(Map.of());
        assertThat(values.problems()).isNotEmpty();
    }
}
