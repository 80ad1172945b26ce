package ai.gpustack.runner.it;

import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.process.Output;
import ai.gpustack.runner.process.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * A BuildKit worker as it stands on a machine of its own: a {@code buildkitd} on loopback that speaks TLS and demands a
 * client's certificate. It can be killed as a machine is that loses power, and started again. Two that start at the same time
 * race for what they share of this machine (tried): each is up when its constructor or {@link #start} returns.
 */
final class Worker implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The hub is asked at its stand-in first, and both registries of the tests speak clear text. */
    static final String CONFIGURATION = """
            [registry."docker.io"]
              mirrors = ["localhost:5001"]
            [registry."localhost:5001"]
              http = true
            [registry."localhost:5000"]
              http = true
            """;

    private final Path programs = programsOrSkip();
    private final Path folder;
    private final Path root;
    private final Certificates certificates;
    private final String address;
    private final List<String> command;
    private Process process;

    /**
     * Starts a worker.
     *
     * @param folder an existing folder, for its log and configuration
     * @param root where it keeps what it builds; need not exist
     * @param platform the one platform that it builds for; another than this machine's is emulated
     * @param certificates what it shows, and what it demands of clients
     * @throws TestAbortedException if there are no workers here; an AssertionError if {@code RUNNER_IT_WORKERS=required}
     */
    Worker(Path folder, Path root, String platform, Certificates certificates) {
        this(folder, root, "127.0.0.1:" + freePort(), certificates, List.of());
        try {
            Files.writeString(folder.resolve("buildkitd.toml"), CONFIGURATION);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        command.addAll(List.of("--root", root.toString(), "--addr", address()));
        command.addAll(List.of("--config", folder.resolve("buildkitd.toml").toString()));
        command.addAll(List.of("--oci-worker-platform", platform, "--containerd-worker=false"));
        command.addAll(List.of("--tlscacert", certificates.authority().toString()));
        command.addAll(List.of("--tlscert", certificates.workerCertificate().toString()));
        command.addAll(List.of("--tlskey", certificates.workerKey().toString()));
        start();
    }

    private Worker(Path folder, Path root, String address, Certificates certificates, List<String> arguments) {
        this.folder = folder;
        this.root = root;
        this.address = address;
        this.certificates = certificates;
        this.command = new ArrayList<>(List.of(programs.resolve("buildkitd").toString()));
        command.addAll(arguments);
    }

    /**
     * Starts a worker that finds everything in a configuration of its own.
     *
     * @param folder an existing folder, for its log
     * @param root where the configuration says that it keeps what it builds
     * @param address where the configuration says that it listens, as host and port
     * @param certificates what its clients show
     * @param arguments all that it is started with
     * @return the worker, which answers
     */
    static Worker startedWith(
            Path folder, Path root, String address, Certificates certificates, List<String> arguments) {
        var worker = new Worker(folder, root, address, certificates, arguments);
        worker.start();
        return worker;
    }

    /** A port of loopback that nobody listens on. */
    static int freePort() {
        try (var free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path programsOrSkip() {
        Path made = Machine.engineHome().resolve("buildkit/current");
        if (Files.isExecutable(made.resolve("buildkitd"))) {
            return made;
        }
        String sentence = "needs BuildKit workers: 'dev/engine workers' makes them";
        if ("required".equals(System.getenv("RUNNER_IT_WORKERS"))) {
            throw new AssertionError(sentence);
        }
        throw new TestAbortedException(sentence);
    }

    /** Where it listens. */
    String address() {
        return "tcp://" + address;
    }

    Certificates certificates() {
        return certificates;
    }

    /** Starts it again, on the same port and with what it has built. Returns when it answers. */
    void start() {
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().merge("PATH", programs.toString(), (path, first) -> first + ":" + path);
        // BuildKit cuts a step's output at 2 MiB unless told otherwise.
        builder.environment().putAll(Map.of("BUILDKIT_STEP_LOG_MAX_SIZE", "-1", "BUILDKIT_STEP_LOG_MAX_SPEED", "-1"));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Waiting.until("the worker at " + address() + " answers (log: " + log() + ")", PATIENCE, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("buildkitd has ended:\n" + SampleProject.text(log()));
            }
            return answers();
        });
    }

    private boolean answers() {
        return run(
                        programs.resolve("buildctl").toString(),
                        "--addr",
                        address(),
                        "--timeout",
                        "2",
                        "--tlscacert",
                        certificates.authority().toString(),
                        "--tlscert",
                        certificates.clientCertificate().toString(),
                        "--tlskey",
                        certificates.clientKey().toString(),
                        "debug",
                        "workers")
                .succeeded();
    }

    /** Ends it and all that it runs at once, and gives it time for nothing (SIGKILL). */
    void kill() {
        // Read first: whose parent has ended can't be found any more.
        List<ProcessHandle> steps = process.descendants().toList();
        process.destroyForcibly();
        steps.forEach(ProcessHandle::destroyForcibly);
        Waiting.until("the worker at " + address() + " has ended", PATIENCE, () -> !process.isAlive());
        unmount();
    }

    /** What an ended worker left mounted, the innermost first. */
    private void unmount() {
        try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mounts"))) {
            List<String> left = mounts.map(line -> line.split(" ")[1])
                    .filter(place -> place.startsWith(root + "/"))
                    .sorted((one, other) -> other.length() - one.length())
                    .toList();
            left.forEach(place -> run("umount", "--lazy", place));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path log() {
        return folder.resolve("buildkitd.log");
    }

    private static Output run(String... command) {
        return new Programs().capture(Command.of(command));
    }

    /** Ends it; what it has built goes, too: JUnit warns of every link out of a temporary folder, and base images are full of them. */
    @Override
    public void close() {
        kill();
        run("rm", "-rf", "--", root.toString());
    }
}
