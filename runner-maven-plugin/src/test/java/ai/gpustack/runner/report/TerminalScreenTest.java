package ai.gpustack.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TerminalScreenTest {

    @Test
    void ci_a_dumb_terminal_and_none_are_not_drawn_on() {
        assertThat(TerminalScreen.isForPeople(Map.of("TERM", "xterm-256color"))).isTrue();
        assertThat(TerminalScreen.isForPeople(Map.of("TERM", "xterm", "CI", "false")))
                .isTrue();
        assertThat(TerminalScreen.isForPeople(Map.of("TERM", "xterm", "CI", "true")))
                .isFalse();
        assertThat(TerminalScreen.isForPeople(Map.of("TERM", "dumb"))).isFalse();
        assertThat(TerminalScreen.isForPeople(Map.of())).isFalse();
    }

    @Test
    void stty_says_rows_before_columns() {
        assertThat(TerminalScreen.parse("24 80\n")).contains(new Screen.Size(80, 24));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0\n", "24 0\n", "2 80\n", "", "stty: /dev/tty: No such device or address", "99999 80\n"})
    void a_terminal_without_a_sensible_size_is_not_drawn_on(String answer) {
        assertThat(TerminalScreen.parse(answer)).isEmpty();
    }
}
