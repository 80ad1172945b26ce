package ai.gpustack.runner.it;

import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.process.Programs;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A Docker engine of a test's own beside this machine's, with images and a containerd of its own, made as {@code dev/engine}
 * makes one. Its bridge leads nowhere and it touches no firewall: build with {@code -Drunner.network=none}. It has a bridge because
 * an engine that is to have none deletes {@code docker0}, the bridge of this machine's engine (tried, 28.5).
 */
final class OwnEngine implements AutoCloseable {

    private static final String CONFIGURATION = """
            {
              "features": {"containerd-snapshotter": true},
              "registry-mirrors": ["http://localhost:5001"],
              "insecure-registries": ["localhost:5000", "localhost:5001"],
              "userland-proxy": false,
              "bridge": "%2$s",
              "iptables": false,
              "ip6tables": false,
              "data-root": "%1$s/data",
              "exec-root": "%1$s/exec",
              "pidfile": "%1$s/docker.pid",
              "hosts": ["unix://%1$s/docker.sock"]
            }
            """;

    /** Its bridge: at most 15 characters, and of this engine alone. */
    private final String bridge = "runner-" + UUID.randomUUID().toString().substring(0, 8);

    private final Path root;
    private final Daemon daemon;

    /**
     * Starts an engine.
     *
     * @param folder an existing folder, for its log and configuration; a short path, as its sockets are below it
     * @throws org.opentest4j.TestAbortedException if there can't be one here; an AssertionError where there has to be one
     */
    OwnEngine(Path folder) {
        root = folder.resolve("root");
        Path configuration = folder.resolve("daemon.json");
        try {
            Files.createDirectory(root);
            Files.writeString(configuration, CONFIGURATION.formatted(root, bridge));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path dockerd = programs();
        daemon = new Daemon(
                List.of(dockerd.toString(), "--config-file", configuration.toString()),
                Map.of(),
                dockerd.getParent().resolveSibling("bin"), // containerd and runc
                root,
                folder.resolve("dockerd.log"),
                this::answers);
        ip("link", "add", "name", bridge, "type", "bridge");
        try {
            ip("address", "add", "198.18.253.1/24", "dev", bridge); // of the range for tests of devices (RFC 2544)
            daemon.start();
        } catch (RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    /**
     * {@return the engine's program}
     *
     * @throws org.opentest4j.TestAbortedException if it isn't there; an AssertionError where it has to be
     */
    static Path programs() {
        if (!System.getProperty("user.name").equals("root")) {
            throw Need.WORKERS.missing("needs an engine of its own, which only root can start");
        }
        if (onPath().map(folder -> folder.resolve("ip")).noneMatch(Files::isExecutable)) {
            throw Need.WORKERS.missing("needs 'ip' of iproute2, for the bridge of an engine of its own");
        }
        Path made = Machine.engineHome().resolve("engine/usr");
        return Stream.concat(Stream.of(made.resolve("sbin"), made.resolve("bin")), onPath())
                .map(folder -> folder.resolve("dockerd"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> Need.WORKERS.missing("needs an engine of its own, and dockerd isn't on the PATH:"
                        + " install Docker Engine, or 'dev/engine up' where none is running"));
    }

    private static Stream<Path> onPath() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(Path::of);
    }

    /** {@return what {@code DOCKER_HOST} is for whoever uses it} */
    String host() {
        return "unix://" + root.resolve("docker.sock");
    }

    private boolean answers() {
        return new Programs()
                .capture(Command.of("docker", "--host", host(), "info"))
                .succeeded();
    }

    /** Starts it again with what it has kept. Returns when it answers. */
    void start() {
        daemon.start();
    }

    /** Ends it as a restart of its service does. */
    void stop() {
        daemon.stop();
    }

    /** Ends it as a machine that loses power. */
    void kill() {
        daemon.kill();
    }

    private static void ip(String... arguments) {
        var command =
                Command.of(Stream.concat(Stream.of("ip"), Stream.of(arguments)).toList());
        var output = new Programs().capture(command);
        if (!output.succeeded()) {
            throw new IllegalStateException(command + ": " + output.err());
        }
    }

    @Override
    public void close() {
        try {
            daemon.close();
        } finally {
            ip("link", "delete", bridge);
        }
    }
}
