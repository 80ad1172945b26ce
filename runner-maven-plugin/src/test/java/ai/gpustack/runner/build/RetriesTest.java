package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RetriesTest {

    private static Retries retries(double jitter) {
        return new Retries(3, Duration.ofSeconds(4), () -> jitter);
    }

    @Test
    void each_wait_is_twice_the_one_before_up_to_a_longest() {
        assertThat(IntStream.of(1, 2, 3, 6, 7, 1000).mapToObj(retries(0.5)::pause))
                .containsExactly(
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(16),
                        Retries.LONGEST,
                        Retries.LONGEST,
                        Retries.LONGEST);
    }

    @Test
    void jitter_takes_or_gives_a_quarter() {
        assertThat(retries(0).pause(1)).isEqualTo(Duration.ofSeconds(3));
        assertThat(retries(1).pause(1)).isEqualTo(Duration.ofSeconds(5));
    }
}
