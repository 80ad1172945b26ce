package ai.gpustack.runner.engine;

import ai.gpustack.runner.buildx.BuilderState;
import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.process.Background;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.process.Output;
import ai.gpustack.runner.process.Programs;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * A Docker engine, through the {@code docker} command, so that contexts, TLS and credentials are those of the command line.
 * Several threads may use one instance. Every method throws {@link BrokenEnvironment} when the engine doesn't answer.
 */
public final class Engine {

    /** The label on every container that is made here. */
    public static final String LABEL = "ai.gpustack.runner.test";

    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration SHORT = Duration.ofMinutes(1);
    private static final Duration PULL = Duration.ofHours(2);

    private final Docker docker;
    private final Traces traces;
    private final ReentrantLock lock = new ReentrantLock();
    private Machine machine;
    private Set<Platform> runnable;
    private String address;
    private Context context;

    /**
     * The engine that the {@code docker} command talks to.
     *
     * @param programs runs the command
     */
    public Engine(Programs programs) {
        this(programs, Traces.untold());
    }

    /**
     * The same.
     *
     * @param programs runs the command
     * @param traces of what is put into the engine for a while
     */
    public Engine(Programs programs, Traces traces) {
        this.docker = new Docker(programs);
        this.traces = traces;
    }

    /** {@return what runs the containers; asked once} */
    public Machine machine() {
        lock.lock();
        try {
            if (machine == null) {
                machine = askMachine();
            }
            return machine;
        } finally {
            lock.unlock();
        }
    }

    private Machine askMachine() {
        Output output = docker.ask(
                Docker.command("version", "--format", "{{json .Server}}").within(SHORT));
        JsonNode server = InspectReader.json(output.out().isBlank() ? "null" : output.out());
        String version = server.path("Version").asString("");
        if (!output.succeeded() || version.isEmpty()) {
            throw new BrokenEnvironment("the Docker engine doesn't answer (" + output.lastWords() + ")", Docker.MEND);
        }
        String os = server.path("Os").asString("linux");
        return new Machine(InspectReader.platform(os, server.path("Arch").asString(""), ""), version);
    }

    /**
     * How images of a platform run here. BuildKit is asked: it knows by executing a tiny program for each architecture, which
     * is cheaper than pulling something to try, and true where a list of registered emulators isn't.
     *
     * @param platform the platform
     * @return natively, emulated, or not at all
     */
    public Execution execution(Platform platform) {
        Platform own = machine().platform();
        if (platform.os().equals(own.os()) && isNative(platform.architecture(), own.architecture())) {
            return new Execution.Native();
        }
        Set<Platform> known = runnable();
        if (known.isEmpty() || known.contains(platform)) {
            // An engine without buildx can't tell; then the container itself will.
            return new Execution.Emulated();
        }
        return new Execution.Impossible("this machine (" + own + ") can't run " + platform
                + " and has no emulator for it; 'docker run --privileged --rm tonistiigi/binfmt --install "
                + platform.architecture() + "' installs one, or test on a machine that has this platform");
    }

    private static boolean isNative(String architecture, String own) {
        return architecture.equals(own) || (own.equals("amd64") && architecture.equals("386"));
    }

    private Set<Platform> runnable() {
        lock.lock();
        try {
            if (runnable == null) {
                runnable = askRunnable();
            }
            return runnable;
        } finally {
            lock.unlock();
        }
    }

    private Set<Platform> askRunnable() {
        Output output =
                docker.ask(Docker.command("buildx", "inspect", context().name()).within(SHORT));
        return BuilderState.read(output.out()).nodes().stream()
                .flatMap(node -> node.platforms().stream())
                .collect(Collectors.toSet());
    }

    /**
     * An image that the engine holds, whatever its platform.
     *
     * @param reference its tag, digest or id
     * @return the image; empty if there's none
     */
    public Optional<LoadedImage> image(String reference) {
        return inspect(reference, Docker.command("image", "inspect", reference));
    }

    /**
     * An image that the engine holds, for one platform.
     *
     * @param reference its tag, digest or id
     * @param platform which of its platforms
     * @return the image; empty if the engine has none, or not for this platform
     */
    public Optional<LoadedImage> image(String reference, Platform platform) {
        return inspect(reference, Docker.command("image", "inspect", "--platform", platform.toString(), reference));
    }

    private Optional<LoadedImage> inspect(String reference, Command command) {
        Output output = docker.ask(command.within(SHORT));
        if (output.succeeded()) {
            return Optional.of(InspectReader.image(output.out()));
        }
        String words = output.err();
        if (words.contains("No such image") || words.contains("does not provide the specified platform")) {
            return Optional.empty();
        }
        if (words.contains("unknown flag: --platform") || words.contains("requires API version")) {
            // Engines before 28.2 hold one platform of an image.
            throw new BrokenEnvironment(
                    "this Docker can't inspect one platform of " + reference, "use Docker 28.2 or newer");
        }
        throw Docker.failed(command, output);
    }

    /**
     * Pulls an image for one platform; does nothing when the engine has it by digest.
     *
     * @param reference the image by digest, which can't move
     * @param platform the platform
     * @throws BrokenEnvironment if it can't be pulled
     */
    public void pull(String reference, Platform platform) {
        if (image(reference, platform).isPresent()) {
            return;
        }
        docker.tell(Docker.command("pull", "--quiet", "--platform", platform.toString(), reference), PULL);
    }

    /**
     * Says that an image will be pulled for a while.
     *
     * @param reference the image by digest
     * @return whether it may be removed afterwards: it isn't there yet, or only because an earlier run that was killed has pulled it
     */
    public boolean borrow(String reference) {
        if (traces.has(Traces.Kind.IMAGE, reference)) {
            return true;
        }
        if (image(reference).isPresent()) {
            return false;
        }
        traces.add(Traces.Kind.IMAGE, reference);
        return true;
    }

    /**
     * Removes containers that an earlier run left because it was killed.
     *
     * @return their names
     */
    public List<String> removeLeft() {
        return traces.all(Traces.Kind.CONTAINER).stream()
                .filter(name -> {
                    boolean wasThere = Container.remove(docker, name);
                    traces.remove(Traces.Kind.CONTAINER, name);
                    return wasThere;
                })
                .toList();
    }

    /**
     * Removes an image's name from the engine, and the image with it where it has no other.
     *
     * @param reference its tag or digest
     */
    public void remove(String reference) {
        Output output = docker.ask(Docker.command("image", "rm", reference).within(SHORT));
        if (!output.succeeded() && !output.err().contains("No such image")) {
            throw Docker.failed(Docker.command("image", "rm", reference), output);
        }
        traces.remove(Traces.Kind.IMAGE, reference);
    }

    /**
     * Runs a command in a container of its own, which is removed however it ends.
     *
     * @param wanted the container
     * @param limit after which it is ended
     * @return its exit status (126 and 127: it couldn't be started) and what it printed, cut off at a megabyte each
     */
    public Output run(NewContainer wanted, Duration limit) {
        String name = name();
        try (var container = new Container(docker, traces, name, address())) {
            var arguments = new ArrayList<>(List.of("run", "--rm"));
            arguments.addAll(options(name, wanted));
            Output output = docker.ask(Docker.command(arguments).within(limit));
            if (!output.exit().timedOut()) {
                container.isGone();
            }
            return output;
        }
    }

    /**
     * Makes a container and doesn't start it.
     *
     * @param wanted the container
     * @return the container, to be closed
     */
    public Container create(NewContainer wanted) {
        String name = name();
        var container = new Container(docker, traces, name, address());
        try {
            var arguments = new ArrayList<>(List.of("create"));
            arguments.addAll(options(name, wanted));
            docker.tell(Docker.command(arguments), SHORT);
            return container;
        } catch (RuntimeException e) {
            container.close();
            throw e;
        }
    }

    private List<String> options(String name, NewContainer wanted) {
        var options = new ArrayList<>(List.of("--name", name, "--label", LABEL, "--pull", "never"));
        options.addAll(List.of("--platform", wanted.platform().toString()));
        if (!wanted.entrypoint()) {
            options.addAll(List.of("--entrypoint", ""));
        }
        wanted.environment().forEach((key, value) -> options.addAll(List.of("--env", key + "=" + value)));
        // An engine elsewhere publishes on its own interfaces: its loopback can't be reached from here.
        String published = address().equals(LOOPBACK) ? LOOPBACK + "::" : "";
        wanted.port().ifPresent(port -> options.addAll(List.of("--publish", published + port)));
        options.add(wanted.image());
        options.addAll(wanted.command());
        return options;
    }

    /**
     * The folder in which it keeps images and layers.
     *
     * @param endpoints what is asked about: contexts, or addresses of engines
     * @return the folder; empty where one of them is another engine, or this one is on another machine or in a virtual one
     */
    public Optional<Path> localFolder(Collection<String> endpoints) {
        // Beside the other question: docker takes longer to start than to answer.
        var folder = Background.of(
                "ask for the engine's folder",
                () -> docker.tell(Docker.command("info", "--format", "{{.DockerRootDir}}"), SHORT));
        return address().equals(LOOPBACK) && endpoints.stream().allMatch(context()::is)
                ? Optional.of(Path.of(folder.get())).filter(Files::isDirectory)
                : Optional.empty();
    }

    /** Where published ports are reached: here, unless the engine is spoken to over the network. */
    private String address() {
        lock.lock();
        try {
            if (address == null) {
                String host = context().host();
                boolean remote = host.startsWith("tcp://") || host.startsWith("ssh://");
                address = remote ? URI.create(host).getHost() : LOOPBACK;
            }
            return address;
        } finally {
            lock.unlock();
        }
    }

    /** How docker calls the engine that it speaks to, and where that is. */
    private record Context(String name, String host) {

        /** Whether an endpoint of a builder is this one: buildx has either. */
        boolean is(String endpoint) {
            return endpoint.equals(name) || endpoint.equals(host);
        }
    }

    private Context context() {
        lock.lock();
        try {
            if (context == null) {
                String[] said = docker.tell(
                                Docker.command(
                                        "context", "inspect", "--format", "{{.Name}} {{.Endpoints.docker.Host}}"),
                                SHORT)
                        .split(" ", 2);
                context = new Context(said[0], said.length > 1 ? said[1] : "");
            }
            return context;
        } finally {
            lock.unlock();
        }
    }

    private static String name() {
        return "runner-test-" + UUID.randomUUID();
    }
}
