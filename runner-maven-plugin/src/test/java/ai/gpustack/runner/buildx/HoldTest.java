package ai.gpustack.runner.buildx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.it.Waiting;
import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.process.Programs;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HoldTest {

    private final Programs programs = new Programs();
    private final Hold hold = new Hold();

    private Thread held(String script) {
        var thread =
                new Thread(() -> programs.pipe(Command.of("sh", "-c", script), hold::stall, line -> {}, hold.ending()));
        thread.start();
        return thread;
    }

    private static void assertThatItEnds(Thread thread) throws InterruptedException {
        thread.join(20_000);
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void what_exports_more_than_a_pipe_holds_goes_on_until_it_is_ended() throws InterruptedException {
        assertThat(hold.isMade()).isFalse();
        Thread thread = held("head -c 1000000 /dev/zero");

        Waiting.until("something is exported", Duration.ofSeconds(20), hold::isMade);
        assertThat(hold.isOn()).isTrue();
        assertThat(thread.isAlive()).isTrue();
        hold.end();
        assertThatItEnds(thread);
        assertThat(hold.isOn()).isFalse();
    }

    @Test
    void what_ends_by_itself_is_over_whether_it_exported_anything_or_not() throws InterruptedException {
        Thread thread = held("echo something; exit 1");

        assertThatItEnds(thread);
        assertThat(hold.isOn()).isFalse();
        assertThat(hold.isMade()).isTrue();
    }

    @Test
    void what_fails_before_it_exports_is_not_made() throws InterruptedException {
        Thread thread = held("exit 1");

        assertThatItEnds(thread);
        assertThat(hold.isOn()).isFalse();
        assertThat(hold.isMade()).isFalse();
    }

    @Test
    void what_is_ended_before_it_begins_ends_at_once() throws InterruptedException {
        hold.end();
        Thread thread = held("sleep 60");

        assertThatItEnds(thread);
    }
}
