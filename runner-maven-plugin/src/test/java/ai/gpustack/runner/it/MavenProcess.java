package ai.gpustack.runner.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A Maven that runs the plugin which the build before the integration tests has installed, on its own in a process group: as
 * a shell starts it at a terminal, so that a test can do to it what happens to processes in real life. Linux only.
 */
final class MavenProcess implements AutoCloseable {

    /** Set for Maven and inherited by all that it starts: orphans are found by it, whoever's children they are then. */
    private static final String MARK = "RUNNER_IT_PROCESSES";

    private static final String PLUGIN = "ai.gpustack.runner:runner-maven-plugin:";

    private final String mark = UUID.randomUUID().toString();
    private final Path output;
    private final Process process;

    /**
     * Starts Maven.
     *
     * @param directory where
     * @param environment variables added to this process's own
     * @param arguments its arguments
     */
    MavenProcess(Path directory, Map<String, String> environment, List<String> arguments) {
        var command = new ArrayList<>(List.of("setsid", "env", "--default-signal=INT,TERM", installed("it.maven")));
        command.addAll(List.of("-B", "-ntp", "-Dmaven.repo.local=" + installed("it.repository")));
        command.addAll(arguments);
        try {
            output = Files.createTempFile(directory, "maven", ".out");
            var builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile());
            builder.environment().put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1");
            builder.environment().putAll(environment);
            builder.environment().put(MARK, mark);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return a goal of the plugin, as it is called by name in a folder without a POM} */
    static String goal(String name) {
        return PLUGIN + System.getProperty("it.version") + ":" + name;
    }

    /** What the build has put there before the integration tests. */
    static String installed(String property) {
        String path = System.getProperty(property, "");
        if (Files.exists(Path.of(path)) && !path.isEmpty()) {
            return path;
        }
        throw Need.ENGINE.missing("needs the plugin installed for integration tests (" + property
                + "): 'mvn verify' without -Dinvoker.skip does that");
    }

    /** {@return what it has printed so far} */
    String text() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Waits for its end.
     *
     * @param atMost how long
     * @return what it printed
     */
    MavenRun await(Duration atMost) {
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("Maven still runs after " + atMost.toSeconds() + " s:\n" + text());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return new MavenRun(1, text());
    }

    /** {@return its exit status, once it has ended} */
    int status() {
        return process.exitValue();
    }

    /**
     * Waits for something that it does.
     *
     * @param what what that is, as a sentence
     * @param condition whether it has happened
     */
    void awaitWhileRunning(String what, BooleanSupplier condition) {
        try {
            Waiting.until(what, Duration.ofMinutes(2), () -> {
                boolean isOver = !process.isAlive();
                if (condition.getAsBoolean()) {
                    return true;
                }
                if (isOver) {
                    throw new AssertionError("Maven has ended before " + what);
                }
                return false;
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; it said:\n" + text(), e);
        }
    }

    /** Sends a signal to its process group, as a terminal does for Ctrl-C. */
    void signalGroup(String signal) {
        kill(signal, "-" + process.pid());
    }

    /** Sends a signal to it alone, as {@code kill} and CI runners do. */
    void signal(String signal) {
        kill(signal, "" + process.pid());
    }

    /** Sends a signal to those of its processes whose command line has a text, and to no others. */
    void signal(String signal, String commandLine) {
        tree().stream()
                .filter(running -> running.commandLine().contains(commandLine))
                .forEach(running ->
                        kill(signal, "" + running.handle().orElseThrow().pid()));
    }

    private static void kill(String signal, String whom) {
        try {
            int status = new ProcessBuilder("kill", "-" + signal, "--", whom)
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new AssertionError("kill -" + signal + " " + whom + " failed");
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@return the command lines of Maven and of all that it has started and that still runs, by process} */
    List<Running> tree() {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(path -> path.getFileName().toString().matches("\\d+"))
                    .filter(path -> read(path.resolve("environ")).contains(MARK + "=" + mark))
                    .map(path -> new Running(
                            ProcessHandle.of(Long.parseLong(path.getFileName().toString())),
                            read(path.resolve("cmdline")).replace('\0', ' ').strip()))
                    .filter(running -> running.handle().isPresent())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A process that runs. */
    record Running(Optional<ProcessHandle> handle, String commandLine) {}

    /** A file of /proc; empty if that process has gone. */
    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        tree().forEach(running -> running.handle().ifPresent(ProcessHandle::destroyForcibly));
    }
}
