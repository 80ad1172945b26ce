package ai.gpustack.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PlainTextTest {

    @Test
    void escape_sequences_are_taken_out_whole() {
        assertThat(
                        PlainText.line(
                                "\u001B[1;31mred\u001B[0m \u001B]0;title\u0007text \u001B]8;;https://x\u001B\\link\u001B7\u001B(B"))
                .isEqualTo("red text link");
        assertThat(PlainText.line("a\u001B[2Jb\u009B2Kc\u001B")).isEqualTo("abc");
    }

    @Test
    void a_changed_direction_of_writing_is_taken_out() {
        assertThat(PlainText.line("safe\u202Egnp.exe\u200B")).isEqualTo("safegnp.exe");
    }

    @Test
    void many_lines_are_joined_to_one() {
        assertThat(PlainText.joined("  RUN <<EOT\n\tmake   all\r\nEOT\n")).isEqualTo("RUN <<EOT make all EOT");
        assertThat(PlainText.line("  kept   apart")).isEqualTo("  kept   apart");
    }

    @ParameterizedTest
    @CsvSource({"abc, 3", "很长, 4", "ｱｲ, 2", "한글, 4", "e\u0301, 1", "🚀, 2", "'、', 2"})
    void a_character_may_take_two_columns_or_none(String text, int columns) {
        assertThat(PlainText.columns(text)).isEqualTo(columns);
    }

    @Test
    void what_is_cut_says_so() {
        assertThat(PlainText.cut("很长的名字", 6, "…")).isEqualTo("很长…");
        assertThat(PlainText.cut("fits", 4, "…")).isEqualTo("fits");
        assertThat(PlainText.cutMiddle("cuda12.8-vllm0.33.0-linux-amd64", 15, "…"))
                .isEqualTo("cuda12.…x-amd64");
        assertThat(PlainText.cutMiddle("cuda12.8-vllm0.33.0-linux-amd64", 2, "..."))
                .isEqualTo("cu");
    }

    @Test
    void any_text_is_harmless_afterwards_and_fits_where_it_is_cut_to() {
        var random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            String text = random.ints(random.nextInt(40), 0, random.nextBoolean() ? 0x100 : 0x20000)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            String line = PlainText.line(text);
            int columns = random.nextInt(20);

            assertThat(line).doesNotContainPattern("\\p{Cc}|\\p{Cf}|\\p{Zl}|\\p{Zp}");
            assertThat(PlainText.columns(PlainText.cut(line, columns, "…"))).isLessThanOrEqualTo(columns);
        }
    }
}
