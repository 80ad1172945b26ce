package ai.gpustack.runner.it;

import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.process.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A program that stays, as a test of its end needs it: it can be killed as by a machine that loses power, told to end as by the
 * system's service manager, and started again.
 */
final class Daemon implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> command;
    private final Map<String, String> environment;
    private final Path programs;
    private final Path root;
    private final Path log;
    private final BooleanSupplier answers;
    private Process process;

    /**
     * A daemon that doesn't run yet.
     *
     * @param command the program and its arguments
     * @param environment variables added to this process's own
     * @param programs a folder where it finds programs before it looks on the path
     * @param root where it keeps and mounts things; nobody else's are there
     * @param log takes what it prints, of all its lives
     * @param answers whether it can be used
     */
    Daemon(
            List<String> command,
            Map<String, String> environment,
            Path programs,
            Path root,
            Path log,
            BooleanSupplier answers) {
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.programs = programs;
        this.root = root;
        this.log = log;
        this.answers = answers;
    }

    /** Starts it, once more with what it has kept. Returns when it answers. */
    void start() {
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().merge("PATH", programs.toString(), (path, first) -> first + ":" + path);
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Waiting.until(command.get(0) + " answers (log: " + log + ")", PATIENCE, () -> {
            if (!process.isAlive()) {
                throw new AssertionError(command.get(0) + " has ended:\n" + SampleProject.text(log));
            }
            return answers.getAsBoolean();
        });
    }

    /** Tells it to end (SIGTERM), and waits until it has. */
    void stop() {
        process.destroy();
        awaitEnd();
    }

    /** Ends it and all that it runs at once, and gives it time for nothing (SIGKILL). */
    void kill() {
        // Read first: whose parent has ended can't be found any more.
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        awaitEnd();
        unmount();
    }

    private void awaitEnd() {
        Waiting.until(command.get(0) + " has ended", PATIENCE, () -> !process.isAlive());
    }

    /** What it left mounted, the innermost first. */
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

    private static void run(String... command) {
        new Programs().capture(Command.of(command));
    }

    /** Ends it; what it has kept goes, too: JUnit warns of every link out of a temporary folder, and base images are full of them. */
    @Override
    public void close() {
        if (process != null) {
            kill();
        }
        run("rm", "-rf", "--", root.toString());
    }
}
