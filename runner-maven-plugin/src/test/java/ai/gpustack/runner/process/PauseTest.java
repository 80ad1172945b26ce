package ai.gpustack.runner.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PauseTest {

    @Test
    void a_wait_is_whole_unless_it_is_cut_and_then_all_are() throws Exception {
        var pause = new Pause();
        assertThat(pause.isWhole(Duration.ofMillis(1), "test")).isTrue();
        CompletableFuture<Boolean> waiting =
                CompletableFuture.supplyAsync(() -> pause.isWhole(Duration.ofHours(1), "test"));
        pause.cut();
        assertThat(waiting.get()).isFalse();
        assertThat(pause.isWhole(Duration.ofHours(1), "test")).isFalse();
    }

    @Test
    void the_end_of_all_cuts_the_wait_for_the_next_attempt() throws Exception {
        var all = new Endings();
        assertThat(all.isWhole(Duration.ofMillis(1), "test")).isTrue();
        CompletableFuture<Boolean> waiting =
                CompletableFuture.supplyAsync(() -> all.isWhole(Duration.ofHours(1), "test"));
        all.call();
        assertThat(waiting.get()).isFalse();
    }

    @Test
    void an_interrupt_says_what_was_waited_for_and_is_kept() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Pause.of(Duration.ofHours(1), "wait for a ship"))
                .isInstanceOf(Interrupted.class)
                .hasMessageContaining("wait for a ship");
        assertThat(Thread.interrupted()).isTrue();
    }
}
