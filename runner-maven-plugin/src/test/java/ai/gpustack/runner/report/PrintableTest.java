package ai.gpustack.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PrintableTest {

    @Test
    void orders_to_a_terminal_are_left_out() {
        assertThat(Printable.text(
                        "\u001B[1;31mred\u001B[0m \u001B]8;;https://x\u001B\\link\u001B]8;;\u001B\\ \u001B(Bend"))
                .isEqualTo("red link end");
    }

    @Test
    void a_progress_bar_that_overwrites_itself_becomes_lines() {
        assertThat(Printable.text("10%\r20%\r\ndone")).isEqualTo("10%\n20%\ndone");
        assertThat(Printable.line(" 10%\r20%\r\n  done\n")).isEqualTo("10% 20% done");
    }

    @Test
    void what_can_not_be_shown_is_replaced_and_everything_else_stays() {
        assertThat(Printable.text("a\u0000b\u001B\tc\uD83Dd\uFFFFe\u0085")).isEqualTo("a�b�\tc�d�e�");
        assertThat(Printable.text("tab\t<&> 😀 漢字")).isEqualTo("tab\t<&> 😀 漢字");
    }

    static Stream<String> texts() {
        return OddTexts.all();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void what_is_printable_stays_as_it_is(String text) {
        assertThat(Printable.text(Printable.text(text))).isEqualTo(Printable.text(text));
        assertThat(Printable.line(text)).doesNotContain("\n");
    }
}
