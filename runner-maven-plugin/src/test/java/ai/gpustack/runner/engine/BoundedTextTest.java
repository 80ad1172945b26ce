package ai.gpustack.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BoundedTextTest {

    @Test
    void little_is_kept_whole() {
        var text = new BoundedText(20);
        text.line("one");
        text.line("two");

        assertThat(text).hasToString("one\ntwo\n");
    }

    @Test
    void much_is_cut_off_and_what_is_missing_is_counted() {
        var text = new BoundedText(6);
        text.line("one");
        text.line("two-three");
        text.line("four");

        assertThat(text).hasToString("one\ntw\n(13 more characters left out)\n");
    }
}
