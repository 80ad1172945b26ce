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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A BuildKit worker as it stands on a machine of its own: a {@code buildkitd} on loopback that speaks TLS and demands a
 * client's certificate. It can be killed as a machine is that loses power, and started again. Two that start at the same time
 * race for what they share of this machine (tried): each is up when its constructor or {@link #start} returns.
 */
final class Worker implements AutoCloseable {

    /** The hub is asked at its stand-in first, and both registries of the tests speak clear text. */
    static final String CONFIGURATION = """
            [registry."docker.io"]
              mirrors = ["localhost:5001"]
            [registry."localhost:5001"]
              http = true
            [registry."localhost:5000"]
              http = true
            """;

    private final Path programs = programs();
    private final Certificates certificates;
    private final String address;
    private final Daemon daemon;

    /**
     * Starts a worker.
     *
     * @param folder an existing folder, for its log and configuration
     * @param root where it keeps what it builds; need not exist
     * @param platform the one platform that it builds for; another than this machine's is emulated
     * @param certificates what it shows, and what it demands of clients
     */
    Worker(Path folder, Path root, String platform, Certificates certificates) {
        this(folder, root, "127.0.0.1:" + freePort(), platform, certificates);
    }

    private Worker(Path folder, Path root, String address, String platform, Certificates certificates) {
        this(folder, root, address, certificates, arguments(folder, root, address, platform, certificates));
    }

    private Worker(Path folder, Path root, String address, Certificates certificates, List<String> arguments) {
        this.address = address;
        this.certificates = certificates;
        var command = new ArrayList<>(List.of(programs.resolve("buildkitd").toString()));
        command.addAll(arguments);
        // BuildKit cuts a step's output at 2 MiB unless told otherwise.
        var environment = Map.of("BUILDKIT_STEP_LOG_MAX_SIZE", "-1", "BUILDKIT_STEP_LOG_MAX_SPEED", "-1");
        daemon = new Daemon(command, environment, programs, root, folder.resolve("buildkitd.log"), this::answers);
        daemon.start();
    }

    private static List<String> arguments(
            Path folder, Path root, String address, String platform, Certificates certificates) {
        Path configuration = folder.resolve("buildkitd.toml");
        try {
            Files.writeString(configuration, CONFIGURATION);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var arguments = new ArrayList<>(List.of("--root", root.toString(), "--addr", "tcp://" + address));
        arguments.addAll(List.of("--config", configuration.toString()));
        arguments.addAll(List.of("--oci-worker-platform", platform, "--containerd-worker=false"));
        arguments.addAll(List.of("--allow-insecure-entitlement", "security.insecure"));
        arguments.addAll(List.of("--tlscacert", certificates.authority().toString()));
        arguments.addAll(List.of("--tlscert", certificates.workerCertificate().toString()));
        arguments.addAll(List.of("--tlskey", certificates.workerKey().toString()));
        return arguments;
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
        return new Worker(folder, root, address, certificates, arguments);
    }

    /** A port of loopback that nobody listens on. */
    static int freePort() {
        try (var free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * {@return where the workers' programs are}
     *
     * @throws org.opentest4j.TestAbortedException if there are none; an AssertionError where there have to be some
     */
    static Path programs() {
        Path made = Machine.engineHome().resolve("buildkit/current");
        if (Files.isExecutable(made.resolve("buildkitd"))) {
            return made;
        }
        throw Need.WORKERS.missing("needs BuildKit workers: 'dev/engine workers' makes them");
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
        daemon.start();
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
        daemon.kill();
    }

    private static Output run(String... command) {
        return new Programs().capture(Command.of(command));
    }

    @Override
    public void close() {
        daemon.close();
    }
}
