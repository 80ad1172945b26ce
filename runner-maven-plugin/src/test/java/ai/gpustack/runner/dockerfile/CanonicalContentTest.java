package ai.gpustack.runner.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CanonicalContentTest {

    private static final String FILE = """
            # syntax=docker/dockerfile:1
            # What this is.
            ARG BASE=debian # REQUIRED
            ARG A=1
            ARG UNUSED=2
            FROM scratch AS unrelated
            RUN unrelated
            FROM tools:1 AS tools
            FROM ${BASE}:12 AS runtime
            ARG A
            ENV X=1 \\
                Y=2
            RUN --mount=type=bind,from=tools,target=/t make && \\
                # why
                make install
            COPY --chmod=755 a b /c/
            FROM runtime AS app
            COPY --from=tools /x /y
            RUN <<EOF
            # content
            echo $A
            EOF
            CMD ["app"]
            """;

    private static List<List<String>> canonical(String text) {
        Dockerfile file = Dockerfile.parse("Dockerfile", text);
        return file.closure("app", file.values(Map.of())).orElseThrow().canonical();
    }

    static Stream<Arguments> indifferent() {
        return Stream.of(
                arguments("# What this is.", "# Something else."),
                arguments(" # REQUIRED", " # OPTIONAL"),
                arguments("    # why\n", ""),
                arguments("UNUSED=2", "UNUSED=3"),
                arguments("ARG UNUSED=2\n", ""),
                arguments("ARG UNUSED=2", "ARG UNUSED=2 MORE=1"),
                arguments("RUN unrelated", "RUN something else"),
                arguments("FROM scratch AS unrelated\nRUN unrelated\n", ""),
                arguments("A=1", "A=5"),
                arguments("X=1 \\\n    Y=2", "X=1 Y=2"),
                arguments("make && \\\n    # why\n    make", "make &&     make"),
                arguments("a b /c/", "a   b \\\n  /c/"),
                arguments("RUN <<EOF", "run <<EOF"),
                arguments("CMD [\"app\"]", "CMD [ \"app\" ]"),
                arguments("FROM runtime AS app", "# comment\nFROM runtime AS App"));
    }

    @ParameterizedTest
    @MethodSource("indifferent")
    void nothing_that_leaves_the_image_as_it_is_changes_it(String before, String after) {
        assertThat(FILE).contains(before);
        String changed = FILE.replace(before, after);
        assertThat(canonical(changed)).isEqualTo(canonical(FILE));
    }

    static Stream<Arguments> different() {
        return Stream.of(
                arguments("dockerfile:1", "dockerfile:2"),
                arguments("ARG BASE", "ARG OTHER=x"),
                arguments("${BASE}:12", "${BASE}:13"),
                arguments("tools:1", "tools:2"),
                arguments("ARG A\nENV", "ENV"),
                arguments("Y=2", "Y=3"),
                arguments("target=/t", "target=/u"),
                arguments("make install", "make  install"),
                arguments("--chmod=755", "--chmod=700"),
                arguments("a b /c/", "b a /c/"),
                arguments("--from=tools", "--from=runtime"),
                arguments("# content", "# Content"),
                arguments("RUN <<EOF", "RUN <<'EOF'"),
                arguments("CMD [\"app\"]", "CMD app"),
                arguments("COPY --from=tools /x /y\n", ""),
                arguments("FROM runtime AS app", "FROM tools AS app"));
    }

    @ParameterizedTest
    @MethodSource("different")
    void whatever_changes_the_image_changes_it(String before, String after) {
        assertThat(FILE).contains(before);
        String changed = FILE.replace(before, after);
        assertThat(canonical(changed)).isNotEqualTo(canonical(FILE));
    }

    @Test
    void a_stage_may_be_renamed() {
        assertThat(canonical(FILE.replace("tools,", "kit,")
                        .replace("=tools ", "=kit ")
                        .replace("AS tools", "AS kit")))
                .isEqualTo(canonical(FILE));
    }

    @Test
    void a_stage_may_be_named_by_number() {
        assertThat(canonical(FILE.replace("--from=tools /x", "--from=1 /x"))).isEqualTo(canonical(FILE));
    }

    @Test
    void a_word_can_not_pass_for_a_flag_or_for_two_words() {
        String start = "FROM scratch AS app\n";
        assertThat(canonical(start + "COPY [\"a b\", \"/\"]\n")).isNotEqualTo(canonical(start + "COPY a b /\n"));
        assertThat(canonical(start + "RUN -- --network=none\n"))
                .isNotEqualTo(canonical(start + "RUN --network=none\n"));
    }

    @Test
    void line_ends_only_count_inside_heredocs() {
        assertThat(canonical(FILE.replaceAll("(?<!content|\\$A)\n", "\r\n"))).isEqualTo(canonical(FILE));
        assertThat(canonical(FILE.replace("echo $A\n", "echo $A\r\n"))).isNotEqualTo(canonical(FILE));
    }
}
