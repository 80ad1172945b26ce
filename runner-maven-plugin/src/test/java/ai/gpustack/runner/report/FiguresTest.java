package ai.gpustack.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FiguresTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0.0 s",
        "4.24, 4.2 s",
        "59.94, 59.9 s",
        "59.96, 1 min",
        "60, 1 min",
        "252.5, 4 min 13 s",
        "3599.4, 59 min 59 s",
        "3599.6, 1 h",
        "7500, 2 h 5 min",
        "90000, 25 h"
    })
    void a_time_has_two_units_at_most(double seconds, String expected) {
        assertThat(Figures.time(seconds)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "12400000, 12.4 MB",
        "999999999, 1000.0 MB",
        "8312000000, 8.31 GB"
    })
    void a_size_is_in_decimal_units(long bytes, String expected) {
        assertThat(Figures.size(bytes)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0, 0:00", "59, 0:59", "60, 1:00", "3599, 59:59", "3600, 1:00:00", "360000, 100:00:00", "-1, 0:00"})
    void a_clock_shows_hours_only_when_there_are_some(long seconds, String shown) {
        assertThat(Figures.clock(Duration.ofSeconds(seconds))).isEqualTo(shown);
    }
}
