package ai.gpustack.runner.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ProgramsTest {

    private final Programs programs = new Programs();

    @Test
    void status_and_both_outputs_are_captured() {
        Output output = programs.capture(Command.of("sh", "-c", "echo out; echo err >&2; exit 3"));

        assertThat(output.exit()).isEqualTo(new Exit(3, false));
        assertThat(output.out()).isEqualTo("out\n");
        assertThat(output.err()).isEqualTo("err\n");
    }

    @Test
    void a_program_finds_its_input() {
        assertThat(programs.capture(Command.of("cat"), "secret").out()).isEqualTo("secret\n");
    }

    @Test
    void a_program_that_does_not_read_its_input_is_no_failure() {
        assertThat(programs.capture(Command.of("true"), "x".repeat(1 << 20)).succeeded())
                .isTrue();
    }

    @Test
    void a_running_program_is_found_by_an_argument_but_not_what_it_started() throws InterruptedException {
        String mark = "mark-" + UUID.randomUUID();
        assertThat(programs.running(mark)).isEmpty();
        // a shell, and below it another one with the same argument
        Command nested = Command.of("sh", "-c", "sh -c 'echo ready; sleep 60; :' x \"$1\"; :", "x", mark);
        foundOnceWhileItRuns(nested, mark);
        assertThat(programs.running(mark)).isEmpty();
    }

    @Test
    void in_the_end_nothing_runs_any_more_and_what_is_started_later_ends_at_once() throws InterruptedException {
        var started = new LinkedBlockingQueue<String>();
        Command endless = Command.of("sh", "-c", "echo ready; sleep 60");
        var run = new Thread(() -> programs.run(endless, started::add, line -> {}));
        run.start();
        assertThat(started.poll(20, TimeUnit.SECONDS)).isEqualTo("ready");

        programs.endAll();
        run.join(20_000);
        assertThat(run.isAlive()).isFalse();
        assertThat(programs.capture(Command.of("sleep", "60").within(Duration.ofSeconds(50)))
                        .exit()
                        .timedOut())
                .isFalse();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void what_a_program_starts_on_being_ended_ends_too() throws InterruptedException {
        var started = new LinkedBlockingQueue<String>();
        var ending = new Ending();
        // Nobody's child by the time it is looked for; it holds the pipes, so that to wait for it would take a minute.
        Command heir = Command.of("sh", "-c", "trap 'sleep 60 & exit' TERM; echo ready; while :; do sleep 0.1; done");
        var run = new Thread(() -> programs.run(heir, started::add, line -> {}, ending));
        run.start();
        assertThat(started.poll(20, TimeUnit.SECONDS)).isEqualTo("ready");

        ending.end();
        run.join(20_000);
        assertThat(run.isAlive()).isFalse();
    }

    @Test
    void a_program_without_input_does_not_wait_for_any() {
        assertThat(programs.capture(Command.of("cat").within(Duration.ofSeconds(5)))
                        .succeeded())
                .isTrue();
    }

    @Test
    void bytes_are_handed_over_and_a_reader_may_stop_early() {
        var read = new AtomicReference<byte[]>();
        Command endless = Command.of("yes").within(Duration.ofSeconds(20));

        Output output = programs.pipe(endless, stream -> read.set(stream.readNBytes(4)));

        assertThat(read.get()).isEqualTo(new byte[] {'y', '\n', 'y', '\n'});
        assertThat(output.exit().timedOut()).isFalse();
    }

    @Test
    void a_program_with_a_long_command_line_and_unusual_names_is_found_as_well() throws InterruptedException {
        String mark = "mark-j\u00fcrgen-" + UUID.randomUUID();
        foundOnceWhileItRuns(Command.of("sh", "-c", "echo ready; sleep 60; :", "x", "long".repeat(5_000), mark), mark);
    }

    private void foundOnceWhileItRuns(Command command, String mark) throws InterruptedException {
        var ending = new Ending();
        var started = new LinkedBlockingQueue<String>();
        var run = new Thread(() -> programs.run(command, started::add, line -> {}, ending));
        run.start();
        try {
            assertThat(started.poll(20, TimeUnit.SECONDS)).isEqualTo("ready");
            assertThat(programs.running(mark)).hasSize(1);
        } finally {
            ending.end();
            run.join();
        }
    }

    @Test
    void what_a_program_leaves_in_the_background_is_not_waited_for_where_there_is_a_limit() {
        Output output =
                programs.capture(Command.of("sh", "-c", "sleep 60 & echo $!").within(Duration.ofSeconds(30)));

        long background = Long.parseLong(output.out().strip());
        assertThat(output.succeeded()).isTrue();
        assertThat(ProcessHandle.of(background)).hasValueSatisfying(ProcessHandle::destroyForcibly);
    }

    @Test
    void a_program_and_what_it_started_end_with_its_time() {
        long begin = System.nanoTime();
        // The grandchild holds the pipe: were it left alive, this would wait for it.
        Output output = programs.capture(
                Command.of("sh", "-c", "sleep 60 & echo started; wait").within(Duration.ofMillis(500)));

        assertThat(output.exit().timedOut()).isTrue();
        assertThat(output.out()).isEqualTo("started\n");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void an_interrupted_thread_ends_the_program() throws InterruptedException {
        var seen = new AtomicReference<Throwable>();
        var thread = new Thread(() -> {
            try {
                programs.capture(Command.of("sleep", "60"));
            } catch (Interrupted e) {
                seen.set(e);
            }
        });
        thread.start();
        Thread.sleep(300);
        thread.interrupt();
        thread.join(10_000);

        assertThat(seen.get()).isInstanceOf(Interrupted.class).hasMessageContaining("sleep");
    }

    @Test
    void a_program_that_is_not_there_says_how_to_mend_it() {
        assertThatThrownBy(() -> programs.capture(Command.of("no-such-program-here")))
                .isInstanceOf(BrokenEnvironment.class)
                .hasMessageContaining("can't run 'no-such-program-here'")
                .hasMessageContaining("install it");
    }
}
