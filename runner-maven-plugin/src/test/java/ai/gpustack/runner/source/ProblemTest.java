package ai.gpustack.runner.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ProblemTest {

    @Test
    void a_problem_is_one_line_whatever_it_quotes() {
        assertThat(Problem.error(Location.of("matrix.yml"), "the version 'a\nb\u0000\tc' can't be", "write another"))
                .hasToString("matrix.yml: error: the version 'a\\nb\\u0000\\tc' can't be; write another");
    }
}
