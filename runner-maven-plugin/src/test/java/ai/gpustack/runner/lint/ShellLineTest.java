package ai.gpustack.runner.lint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ShellLineTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "make",
                "make;",
                "echo 'a && b; c'",
                "echo \"a && b; $(c; d)\"",
                "echo a\\;b",
                "find . -exec rm {} \\;",
                "cd $(dirname x && pwd)",
                "x=$(echo ')'; echo b) make",
                "x=`a; b` make",
                "a || b | c & ",
                "for f in *; do echo $f; done",
                "if [ -f a ]; then rm a; fi",
                "case $x in a) b;; *) c;; esac",
                "make # && install",
                "echo 'never closed && a",
                "echo $(never closed && a",
            })
    void one_command_is_no_chain(String line) {
        assertThat(ShellLine.chain(line)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a && b", "a&&b", "cat <<EOT >x && chmod 755 x", "(cd x && make)", "echo \"$(a)\" && b"})
    void commands_that_depend_on_the_one_before_are_a_chain(String line) {
        assertThat(ShellLine.chain(line)).contains("&&");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a; b", "a;b", "if a; then b; c; fi", "echo x#y; b", "for f in *; do a; done; b"})
    void commands_one_after_the_other_are_a_chain(String line) {
        assertThat(ShellLine.chain(line)).contains(";");
    }

    @Test
    void what_opens_a_hundred_thousand_brackets_is_read_to_its_end() {
        assertThat(ShellLine.chain("$(".repeat(100_000))).isEmpty();
    }
}
