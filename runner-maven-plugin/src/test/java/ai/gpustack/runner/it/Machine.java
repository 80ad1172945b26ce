package ai.gpustack.runner.it;

import ai.gpustack.runner.engine.RealEngine;
import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.process.Output;
import ai.gpustack.runner.process.Programs;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** What the sample projects need of this machine. */
public final class Machine {

    /** The registry that {@code dev/engine registry} makes sure of, as host and port. */
    public static final String REGISTRY = "localhost:5000";

    private static final String WITHOUT_JOBS = """
            #!/bin/sh
            case " $* " in
                *" --jobs"*) echo 'unknown flag: --jobs' >&2; exit 1 ;;
                *" --help "*) "%1$s" "$@" | grep -v -e --jobs ;;
                *) exec "%1$s" "$@" ;;
            esac
            """;

    private Machine() {}

    /**
     * Whether sample projects that need an engine and a registry can run here. A line on standard error says how to get what
     * is missing; the script's own output is only in the project's log.
     *
     * @param registry the registry, as host and port
     * @return whether both are there
     * @throws AssertionError if one isn't, and {@code RUNNER_IT_ENGINE=required} says that it should be
     */
    public static boolean hasEngineAnd(String registry) {
        return isThere(() -> needsEngineAnd(registry));
    }

    /** The same for tests, which are skipped by an exception. The empty text stands for no registry. */
    static void needsEngineAnd(String registry) {
        RealEngine.needed();
        if (!registry.isEmpty() && !new PushedImages(registry, "any/any").answers()) {
            throw Need.ENGINE.missing("needs a registry at " + registry + ": 'dev/engine registry' gives one");
        }
    }

    /** Whether something is there; a line on standard error says what isn't. */
    static boolean isThere(Runnable need) {
        try {
            need.run();
            return true;
        } catch (TestAbortedException e) {
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8)
                    .println("skipped: " + e.getMessage());
            return false;
        }
    }

    /**
     * Removes a repository's images from the engine: loaded ones, and those that were pulled for their tests. By reference: the
     * same image may be another sample project's, too.
     *
     * @param repository the repository, with its registry
     */
    public static void removeImages(String repository) {
        String reference = "{{.Repository}}{{if eq .Tag \"<none>\"}}@{{.Digest}}{{else}}:{{.Tag}}{{end}}";
        List<String> references = run(List.of(
                        "docker",
                        "image",
                        "ls",
                        "--digests",
                        "--filter",
                        "reference=" + repository,
                        "--format",
                        reference))
                .lines()
                .distinct()
                .toList();
        if (!references.isEmpty()) {
            var command = new ArrayList<>(List.of("docker", "image", "rm"));
            command.addAll(references);
            run(command);
        }
    }

    /**
     * Builds an image for some platforms and pushes it, without attestations.
     *
     * @param folder a folder for its Dockerfile; it is made if there is none
     * @param reference its tag
     * @param platforms the platforms, separated by commas
     * @param dockerfile the Dockerfile's text
     */
    public static void pushImage(File folder, String reference, String platforms, String dockerfile) {
        try {
            Files.createDirectories(folder.toPath());
            Files.writeString(folder.toPath().resolve("Dockerfile"), dockerfile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run(List.of(
                "docker",
                "buildx",
                "build",
                "--output",
                "type=image,push=true,oci-mediatypes=true",
                "--provenance=false",
                "--platform",
                platforms,
                "--tag",
                reference,
                folder.getPath()));
    }

    /**
     * Puts a buildx somewhere whose bake has no {@code --jobs}: a real one, of Debian's, where {@code dev/engine} or the system
     * has one; else one that behaves so.
     *
     * @param plugin where to put it
     */
    public static void putOlderBuildx(File plugin) {
        try {
            Files.createDirectories(plugin.toPath().getParent());
            Optional<Path> older = systemBuildx().filter(Machine::isOlder).findFirst();
            if (older.isPresent()) {
                Files.createSymbolicLink(plugin.toPath(), older.get());
                return;
            }
            putBuildx(plugin.toPath(), WITHOUT_JOBS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a script where a docker with this configuration folder looks for buildx; {@code %1$s} in it is the real one. */
    static void putBuildx(Path plugin, String script) throws IOException {
        String real = run(List.of(
                "docker",
                "info",
                "--format",
                "{{range .ClientInfo.Plugins}}{{if eq .Name \"buildx\"}}{{.Path}}{{end}}{{end}}"));
        Files.createDirectories(plugin.getParent());
        Files.writeString(plugin, script.formatted(real.strip()));
        Files.setPosixFilePermissions(plugin, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Where {@code dev/engine} keeps what it makes. */
    static Path engineHome() {
        String cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .orElse(System.getProperty("user.home") + "/.cache");
        return Path.of(
                Optional.ofNullable(System.getenv("RUNNER_ENGINE_HOME")).orElse(cache + "/runner-maven-plugin/engine"));
    }

    private static Stream<Path> systemBuildx() {
        return Stream.of(engineHome() + "/engine/usr", "/usr", "/usr/local")
                .flatMap(root -> Stream.of(root + "/libexec", root + "/lib"))
                .map(root -> Path.of(root, "docker/cli-plugins/docker-buildx"))
                .filter(Files::isExecutable);
    }

    private static boolean isOlder(Path buildx) {
        return !run(List.of(buildx.toString(), "bake", "--help")).contains("--jobs");
    }

    private static String run(List<String> command) {
        Output output = new Programs().capture(Command.of(command));
        if (!output.succeeded()) {
            throw new AssertionError(String.join(" ", command) + " failed: " + output.err());
        }
        return output.out();
    }
}
