package ai.gpustack.runner.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ShortenedTest {

    @Test
    void what_is_short_stays_and_what_is_long_ends_in_an_ellipsis() {
        assertThat(Shortened.of("four", 4)).isEqualTo("four");
        assertThat(Shortened.of("fives", 4)).isEqualTo("five…");
    }

    @Test
    void no_character_is_cut_in_two() {
        assertThat(Shortened.of("ab\uD83D\uDE80cd", 3)).isEqualTo("ab\uD83D\uDE80…");
        assertThat(Shortened.of("\uD83D\uDE80\uD83D\uDE80", 2)).isEqualTo("\uD83D\uDE80\uD83D\uDE80");
    }
}
