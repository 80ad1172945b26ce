package ai.gpustack.runner.buildx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class Utf8PiecesTest {

    @Test
    void a_text_is_the_same_wherever_it_is_cut() {
        String text = "plain, ümläute, 漢字, 🧱 and the end";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var random = new Random(20261125);
        for (int round = 0; round < 500; round++) {
            var pieces = new Utf8Pieces();
            var whole = new StringBuilder();
            for (int from = 0; from < bytes.length; ) {
                int to = Math.min(bytes.length, from + random.nextInt(5));
                whole.append(pieces.decode(Arrays.copyOfRange(bytes, from, to)));
                from = to;
            }
            assertThat(whole).hasToString(text);
        }
    }

    @Test
    void what_is_no_text_is_replaced() {
        assertThat(new Utf8Pieces().decode(new byte[] {'a', (byte) 0xff, 'b'})).isEqualTo("a\ufffdb");
    }
}
