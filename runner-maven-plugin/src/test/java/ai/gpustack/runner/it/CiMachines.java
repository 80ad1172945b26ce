package ai.gpustack.runner.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a CI system does with a job: gives it a machine with a fresh clone, runs its script in a shell, keeps what it asks to keep
 * and hands it to later jobs. All machines are this one: the other architecture is emulated, {@code docker login} reads its
 * password and goes nowhere, and the plugin is installed already.
 */
final class CiMachines {

    private static final String MVN = """
            #!/bin/sh
            case " $* " in *" install "*) exit 0 ;; esac
            exec "%s" -Dmaven.repo.local="%s" -Drunner.emulation=true "$@"
            """;

    private static final String DOCKER = """
            #!/bin/sh
            if [ "$1" = login ]; then exec cat >/dev/null; fi
            PATH=${PATH#*:} exec docker "$@"
            """;

    private final Path folder;
    private final Path origin;
    private int machines;

    /**
     * The machines.
     *
     * @param folder an existing empty folder
     * @param origin the repository that is cloned
     */
    CiMachines(Path folder, Path origin) {
        this.folder = folder;
        this.origin = origin;
        program("mvn", MVN.formatted(MavenProcess.installed("it.maven"), MavenProcess.installed("it.repository")));
        program("docker", DOCKER);
    }

    private void program(String name, String script) {
        try {
            Path file = Files.createDirectories(folder.resolve("bin")).resolve(name);
            Files.writeString(file, script);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return a fresh clone, on a machine of its own} */
    Path machine() {
        Path clone = folder.resolve("machine-" + ++machines);
        run(folder, Map.of(), "git", "clone", "--quiet", origin.toString(), clone.toString());
        return clone;
    }

    /**
     * What a script came to.
     *
     * @param text what it printed
     * @param succeeded whether its exit status was 0
     */
    record Ended(String text, boolean succeeded) {}

    /**
     * Runs a script as CI systems do: it ends at the first command that fails.
     *
     * @param machine where
     * @param script lines of a shell
     * @param environment variables
     * @return how it ended
     */
    Ended script(Path machine, String script, Map<String, String> environment) {
        return ended(machine, environment, "bash", "-e", "-o", "pipefail", "-c", script);
    }

    /**
     * Keeps a file or folder, if it is there.
     *
     * @param kept what
     * @param name the artifact
     * @param path where in the artifact; empty for its root
     */
    void keep(Path kept, String name, String path) {
        if (Files.exists(kept)) {
            copy(kept, folder.resolve("artifacts").resolve(name).resolve(path));
        }
    }

    /** Copies what was kept under names that fit a pattern into one folder, or into a folder for each below it. */
    void fetch(String pattern, Path to, boolean merged) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        try (Stream<Path> artifacts = Files.list(Files.createDirectories(folder.resolve("artifacts")))) {
            artifacts
                    .filter(artifact -> matcher.matches(artifact.getFileName()))
                    .sorted()
                    .forEach(each -> copy(each, merged ? to : to.resolve(each.getFileName())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command to its end, and asserts that it succeeds. */
    private void run(Path directory, Map<String, String> environment, String... command) {
        Ended ended = ended(directory, environment, command);
        if (!ended.succeeded()) {
            throw new AssertionError(List.of(command) + " failed:\n" + ended.text());
        }
    }

    private Ended ended(Path directory, Map<String, String> environment, String... command) {
        try {
            Path output = Files.createTempFile(folder, "script", ".out");
            var builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile());
            builder.environment().merge("PATH", folder.resolve("bin").toString(), (path, first) -> first + ":" + path);
            builder.environment().put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1");
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean hasEnded = process.waitFor(5, TimeUnit.MINUTES);
            if (!hasEnded) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            String text = Files.readString(output);
            if (!hasEnded) {
                throw new AssertionError(List.of(command) + " still ran after 5 minutes:\n" + text);
            }
            return new Ended(text, process.exitValue() == 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
