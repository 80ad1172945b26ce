package ai.gpustack.runner.release;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RegexpsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "^v\\d+$ | v12 | true",
                "b | abc | true",
                "^b | abc | false",
                "(?P<major>\\d+)\\. | 12.1 | true",
                "^[[:alpha:]]+$ | hello | true",
                "^[[:alpha:]]+$ | ':ahlp' | false",
                "^[[:^digit:]_]+$ | a_b | true",
                "^[[:^digit:]]+$ | 1 | false",
                "^[0-9[:xdigit:]]+$ | 9fA | true",
                "^[[:word:]-]+$ | a_1- | true",
                "(?i)ERROR | an Error | true",
            })
    void expressions_mean_what_they_mean_to_container_structure_test(String expression, String text, boolean found) {
        assertThat(Regexps.compile(expression).matcher(text).find()).isEqualTo(found);
    }
}
