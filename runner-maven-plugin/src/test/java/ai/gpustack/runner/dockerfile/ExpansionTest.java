package ai.gpustack.runner.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ExpansionTest {

    private static final Map<String, String> ENVIRONMENT =
            Map.of("SET", "value", "EMPTY", "", "V", "12.8.1", "PATH_", "/a/b/c.tar.gz", "STAR", "a*b", "É", "accent");

    private static Expansion expand(String word, char escape) {
        return Expansion.expand(word, name -> Optional.ofNullable(ENVIRONMENT.get(name)), escape);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '~',
            value = {
                "$SET                  => value",
                "${SET}x               => valuex",
                "$SETx                 => ~~",
                "a$                    => a$",
                "$ÉÉ                   => ~~",
                "${É}                  => accent",
                "$1a                   => a",
                "${UNSET:-d}           => d",
                "${EMPTY:-d}           => d",
                "${EMPTY-d}            => ~~",
                "${UNSET-d}            => d",
                "${SET:+d}             => d",
                "${EMPTY:+d}           => ~~",
                "${EMPTY+d}            => d",
                "${UNSET+d}            => ~~",
                "${SET:?no}            => value",
                "${EMPTY?no}           => ~~",
                "${A:-${B:-${SET}}}    => value",
                "${A:-'${B}'}          => ${B}",
                "${A:-\"$SET\"}        => value",
                "${V#*.}               => 8.1",
                "${V##*.}              => 1",
                "${V%.*}               => 12.8",
                "${V%%.*}              => 12",
                "${V%.?}               => 12.8",
                "${V#12}               => .8.1",
                "${V#x}                => 12.8.1",
                "${PATH_##*/}          => c.tar.gz",
                "${PATH_%%.*}          => /a/b/c",
                "${V/./-}              => 12-8.1",
                "${V//./-}             => 12-8-1",
                "${V//[/x}             => 12.8.1",
                "${PATH_//\\//_}       => _a_b_c.tar.gz",
                "${STAR/\\*/x}         => axb",
                "${STAR#a\\*}          => b",
                "${V/?.?/$SET}         => 1value.1",
                "'$SET'                => $SET",
                "\"$SET\"              => value",
                "\"a'b\"               => a'b",
                "'a\"b'                => a\"b",
                "\\$SET                => $SET",
                "\"\\$SET\"            => $SET",
                "\"\\n\"               => \\n",
                "\\n                   => n",
                "'\\n'                 => \\n",
                "a\\                   => a",
                "$(date)               => $(date)",
                "`date`;ls             => `date`;ls",
                "a<b<<c                => a<b<<c"
            })
    void words_expand_as_BuildKit_expands_them(String word, String expected) {
        Expansion expansion = expand(word, '\\');
        assertThat(expansion.failure()).isEmpty();
        assertThat(expansion.text()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${",
                "${}",
                "${SET",
                "${SET:",
                "${SET:-",
                "${SET!x}",
                "${SET:x}",
                "${SET:#x}",
                "${{SET}}",
                "${:-x}",
                "${SET/x}",
                "${SET/x/",
                "\"open",
                "'open",
                "${UNSET?}",
                "${EMPTY:?}",
                "${SET#\\n}"
            })
    void what_BuildKit_refuses_is_a_failure(String word) {
        assertThat(expand(word, '\\').succeeded()).isFalse();
    }

    @Test
    void the_failure_of_a_demanded_value_is_the_message_in_the_file() {
        assertThat(expand("${UNSET:?give it a version}", '\\').failure()).contains("UNSET: give it a version");
        assertThat(expand("${EMPTY:?}", '\\').failure()).contains("EMPTY: is not allowed to be empty");
    }

    @Test
    void a_backtick_escapes_where_the_directive_says_so() {
        assertThat(expand("C:\\dir\\`$SET", '`').text()).isEqualTo("C:\\dir\\$SET");
    }

    @Test
    void it_tells_which_names_have_a_value_and_which_have_none() {
        Expansion expansion = expand("$SET ${UNSET:-${OTHER}}", '\\');
        assertThat(expansion.used()).containsExactly("SET");
        assertThat(expansion.unset()).containsExactly("OTHER", "UNSET");
    }

    @Test
    void a_value_is_not_expanded_again() {
        assertThat(Expansion.expand("$A", name -> Optional.of("$A ${B} \"x\""), '\\')
                        .text())
                .isEqualTo("$A ${B} \"x\"");
    }

    @Test
    void deep_nesting_is_a_failure_and_not_a_stack_overflow() {
        assertThat(expand("${A:-".repeat(50_000) + "}".repeat(50_000), '\\').succeeded())
                .isFalse();
    }
}
