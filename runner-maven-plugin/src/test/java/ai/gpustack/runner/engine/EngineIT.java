package ai.gpustack.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.gpustack.runner.it.NeedsEngine;
import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Interrupted;
import ai.gpustack.runner.process.Output;
import ai.gpustack.runner.process.Programs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@NeedsEngine
class EngineIT {

    private static final Platform AMD64 = Platform.parse("linux/amd64").orElseThrow();
    private static final Platform ARM64 = Platform.parse("linux/arm64").orElseThrow();
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static RealEngine real;
    private static Engine engine;
    private static String base;

    @BeforeAll
    static void pull_both_platforms_of_one_index() {
        real = new RealEngine();
        engine = real.engine();
        String digest = real.docker(
                        LIMIT,
                        "buildx",
                        "imagetools",
                        "inspect",
                        "--format",
                        "{{.Manifest.Digest}}",
                        RealEngine.BASE_INDEX)
                .strip();
        base = RealEngine.BASE_INDEX.replace(":bookworm-slim", "@" + digest);
        engine.pull(base, AMD64);
        engine.pull(base, ARM64);
    }

    @AfterEach
    void nothing_is_left_behind() {
        assertThat(real.leftovers()).isEmpty();
    }

    private static NewContainer command(Platform platform, String... words) {
        return new NewContainer(base, platform, Map.of("GREETING", "hello"), false, List.of(words), Optional.empty());
    }

    @Test
    void two_platforms_of_one_digest_live_in_one_engine() {
        assertThat(engine.image(base, AMD64).orElseThrow().platform()).isEqualTo(AMD64);
        assertThat(engine.image(base, ARM64).orElseThrow().platform()).isEqualTo(ARM64);
        assertThat(engine.image(base, AMD64).orElseThrow().id())
                .isNotEqualTo(engine.image(base, ARM64).orElseThrow().id());
        assertThat(engine.run(command(AMD64, "uname", "-m"), LIMIT).out()).isEqualTo("x86_64\n");
        assertThat(engine.run(command(ARM64, "uname", "-m"), LIMIT).out()).isEqualTo("aarch64\n");
    }

    @Test
    void how_a_platform_runs_is_known() {
        assertThat(engine.execution(engine.machine().platform())).isInstanceOf(Execution.Native.class);
        assertThat(engine.execution(Platform.parse("linux/s390x").orElseThrow()))
                .isInstanceOfSatisfying(
                        Execution.Impossible.class,
                        impossible -> assertThat(impossible.why())
                                .contains("can't run linux/s390x and has no emulator for it"));
    }

    @Test
    void what_the_engine_does_not_have_is_empty() {
        assertThat(engine.image("no/such:image")).isEmpty();
        assertThat(engine.image(base, Platform.parse("linux/s390x").orElseThrow()))
                .isEmpty();
    }

    @Test
    void a_command_gives_its_status_and_both_outputs() {
        Output output = engine.run(command(AMD64, "sh", "-c", "echo $GREETING; echo oops >&2; exit 3"), LIMIT);

        assertThat(output.exit().status()).isEqualTo(3);
        assertThat(output.out()).isEqualTo("hello\n");
        assertThat(output.err()).isEqualTo("oops\n");
    }

    @Test
    void a_command_that_prints_for_ever_is_cut_off() {
        Output output = engine.run(command(AMD64, "sh", "-c", "yes | head -c 3000000"), LIMIT);

        assertThat(output.out().length()).isBetween(1 << 20, (1 << 20) + 100);
    }

    @Test
    void a_command_that_does_not_end_is_ended_and_removed() {
        Output output = engine.run(command(AMD64, "sh", "-c", "trap '' TERM; sleep 600"), Duration.ofSeconds(2));

        assertThat(output.exit().timedOut()).isTrue();
    }

    @Test
    void an_interrupt_removes_the_container() throws InterruptedException {
        var seen = new AtomicReference<Throwable>();
        var thread = new Thread(() -> {
            try {
                engine.run(command(AMD64, "sleep", "600"), LIMIT);
            } catch (Interrupted e) {
                seen.set(e);
            }
        });
        thread.start();
        for (int i = 0; i < 100 && real.leftovers().isEmpty(); i++) {
            Thread.sleep(50);
        }
        thread.interrupt();
        thread.join(20_000);

        assertThat(seen.get()).isInstanceOf(Interrupted.class);
    }

    @Test
    void a_file_is_read_without_starting_anything() {
        try (Container container = engine.create(command(ARM64, "never-started"))) {
            ArchivedFile linked = container.file("/etc/alternatives/awk", 4).orElseThrow();
            assertThat(linked.permissions()).isEqualTo("-rwxr-xr-x");
            assertThat(linked.content()).isEqualTo(new byte[] {0x7f, 'E', 'L', 'F'});
            assertThat(container.file("/tmp", 0).orElseThrow().permissions()).isEqualTo("dtrwxrwxrwx");
            assertThat(container.file("/usr", 0).orElseThrow().type()).isEqualTo('5');
            assertThat(container.file("/no/such/file", 0)).isEmpty();
            assertThat(container.file("/etc/passwd/below-a-file", 0)).isEmpty();
        }
    }

    @Test
    void an_image_that_is_not_in_the_registry_is_a_broken_environment() {
        assertThatThrownBy(() -> engine.pull("localhost:5000/no/such@sha256:" + "0".repeat(64), AMD64))
                .isInstanceOf(BrokenEnvironment.class)
                .hasMessageContaining("not found");
    }

    @Test
    void without_an_engine_the_message_says_how_to_get_one() {
        var away = new Docker(new Programs());
        var unreachable = Docker.command("--host", "unix:///no/such/socket", "version");

        assertThatThrownBy(() -> away.ask(unreachable))
                .isInstanceOf(BrokenEnvironment.class)
                .hasMessageContaining("the Docker engine doesn't answer")
                .hasMessageContaining("start Docker (its daemon, dockerd), or choose another engine");
    }

    @Test
    void the_folder_of_this_engine_is_not_told_as_another_ones() {
        String context = real.docker(LIMIT, "context", "show").strip();
        String host = real.docker(LIMIT, "context", "inspect", "--format", "{{.Endpoints.docker.Host}}")
                .strip();

        assertThat(engine.localFolder(List.of(context, host))).isPresent();
        assertThat(engine.localFolder(List.of(context, "ssh://another.example")))
                .isEmpty();
        assertThat(engine.localFolder(List.of("another-context"))).isEmpty();
    }
}
