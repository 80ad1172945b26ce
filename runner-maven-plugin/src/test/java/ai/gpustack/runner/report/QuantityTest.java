package ai.gpustack.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class QuantityTest {

    @ParameterizedTest
    @CsvSource({"0, 0:00", "59, 0:59", "60, 1:00", "3599, 59:59", "3600, 1:00:00", "360000, 100:00:00", "-1, 0:00"})
    void a_clock_shows_hours_only_when_there_are_some(long seconds, String shown) {
        assertThat(Quantity.clock(Duration.ofSeconds(seconds))).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.0 s", "4.24, 4.2 s", "59.94, 59.9 s", "59.96, 1:00", "61.6, 1:02"})
    void a_short_time_has_a_tenth(double seconds, String shown) {
        assertThat(Quantity.time(seconds)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"1200000, 1.2 MB", "999900000, 999.9 MB", "1230000000, 1.23 GB"})
    void a_size_is_in_megabytes_or_gigabytes(long bytes, String shown) {
        assertThat(Quantity.size(bytes)).isEqualTo(shown);
    }
}
