package ai.gpustack.runner.engine;

import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.process.ExitHook;
import ai.gpustack.runner.process.Output;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;

/**
 * A container that is removed when it is closed, also when the thread has been interrupted, and when the JVM ends before that.
 */
public final class Container implements AutoCloseable {

    private static final Duration SHORT = Duration.ofMinutes(1);
    private static final Duration COPY = Duration.ofMinutes(10);

    private final Docker docker;
    private final Traces traces;
    private final String name;
    private final String address;
    private final ExitHook hook;
    private boolean gone;

    Container(Docker docker, Traces traces, String name, String address) {
        this.docker = docker;
        this.traces = traces;
        this.name = name;
        this.address = address;
        traces.add(Traces.Kind.CONTAINER, name);
        this.hook = new ExitHook("remove " + name, this::remove);
    }

    /**
     * Whether a container runs.
     *
     * @param running whether it runs
     * @param exitStatus its exit status once it ended
     * @param outOfMemory whether the system ended it for want of memory
     */
    public record State(boolean running, int exitStatus, boolean outOfMemory) {}

    /** {@return the container's name} */
    public String name() {
        return name;
    }

    /**
     * Copies a file or a folder into it, readable by everybody. Folders on the way that aren't there are made.
     *
     * @param source a file or folder of this machine
     * @param target its absolute path in the container
     * @return empty once it is there; else why it can't be, in the engine's words
     */
    public Optional<String> copyIn(Path source, String target) {
        try (var staging = Staging.of(source, target, folder -> file(folder, 0).isPresent())) {
            Command copy = Docker.command("cp", staging.source().toString(), name + ":" + staging.target());
            Output output = docker.ask(copy.within(COPY));
            return output.succeeded() ? Optional.empty() : Optional.of(output.lastWords());
        }
    }

    /**
     * Starts it.
     *
     * @return empty once it runs; else why it can't, in the engine's words
     */
    public Optional<String> start() {
        Output output = docker.ask(Docker.command("start", name).within(SHORT));
        return output.succeeded() ? Optional.empty() : Optional.of(output.err().strip());
    }

    /** {@return whether it runs} */
    public State state() {
        JsonNode state =
                InspectReader.json(docker.tell(Docker.command("inspect", "--format", "{{json .State}}", name), SHORT));
        return new State(
                state.path("Running").asBoolean(false),
                state.path("ExitCode").asInt(0),
                state.path("OOMKilled").asBoolean(false));
    }

    /**
     * Where a published port is reached.
     *
     * @param port the container's port
     * @return {@code http://127.0.0.1:32768}; empty when the container has ended
     */
    public Optional<URI> published(int port) {
        Output output = docker.ask(Docker.command("port", name, port + "/tcp").within(SHORT));
        return output.out()
                .lines()
                .findFirst()
                .map(line -> URI.create("http://" + address + line.substring(line.lastIndexOf(':'))));
    }

    /**
     * The end of what it printed.
     *
     * @param lines how many lines at most
     * @return standard output, then standard error
     */
    public String logs(int lines) {
        Output output = docker.ask(
                Docker.command("logs", "--tail", Integer.toString(lines), name).within(SHORT));
        return (output.out() + output.err()).strip();
    }

    /**
     * Runs a command in it, while it runs.
     *
     * @param command the command and its arguments
     * @param environment variables added to its own
     * @param limit after which the call ends; the command then lives until the container is closed
     * @return the exit status and what it printed
     */
    public Output execute(List<String> command, Map<String, String> environment, Duration limit) {
        var arguments = new ArrayList<>(List.of("exec"));
        environment.forEach((key, value) -> arguments.addAll(List.of("--env", key + "=" + value)));
        arguments.add(name);
        arguments.addAll(command);
        return docker.ask(Docker.command(arguments).within(limit));
    }

    /**
     * A file or folder of it, which works without a shell and without starting it. Symbolic links are followed.
     *
     * @param path an absolute path
     * @param most how many bytes of its content are wanted
     * @return the file; empty if there's none
     */
    public Optional<ArchivedFile> file(String path, int most) {
        var found = new AtomicReference<ArchivedFile>();
        Command copy =
                Docker.command("cp", "--follow-link", name + ":" + path, "-").within(COPY);
        Output output = docker.pipe(copy, tar -> found.set(ArchivedFile.first(tar, most)));
        if (found.get() == null && !isMissing(output.err())) {
            throw new BrokenEnvironment(
                    "can't read " + path + " of a container: " + output.lastWords(),
                    "look at what the engine says, then run this again");
        }
        return Optional.ofNullable(found.get());
    }

    private static boolean isMissing(String words) {
        return words.contains("Could not find the file")
                || words.contains("no such file")
                || words.contains("not a directory");
    }

    /** The engine has removed it already. */
    void isGone() {
        gone = true;
        traces.remove(Traces.Kind.CONTAINER, name);
    }

    /** Removes it, running or not. */
    @Override
    public void close() {
        // An interrupted thread can't wait for a program: the container would stay.
        boolean interrupted = Thread.interrupted();
        try {
            remove();
            hook.close();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Removes a container; whether there was one. */
    static boolean remove(Docker docker, String name) {
        Output output =
                docker.ask(Docker.command("rm", "--force", "--volumes", name).within(SHORT));
        return output.out().lines().anyMatch(name::equals);
    }

    private synchronized void remove() {
        if (!gone) {
            remove(docker, name);
            isGone();
        }
    }
}
