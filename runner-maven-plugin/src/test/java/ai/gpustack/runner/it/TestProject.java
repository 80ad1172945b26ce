package ai.gpustack.runner.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A project that a test writes, and runs Maven on. Nothing of another project's is ever in the cache for it. */
final class TestProject {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path directory;
    private final String registry;
    private final String namespace = "it-" + UUID.randomUUID();
    private final Map<String, String> services = new LinkedHashMap<>();
    private final Map<String, String> environment = new TreeMap<>();
    private List<String> platforms = List.of("linux/amd64");

    /**
     * A project without images.
     *
     * @param directory an existing folder
     * @param registry where it pushes to, as host and port
     */
    TestProject(Path directory, String registry) {
        this.directory = directory;
        this.registry = registry;
    }

    /**
     * The platforms of all images; this machine's alone without it.
     *
     * @param names each {@code os/arch}
     * @return this project
     */
    TestProject platforms(String... names) {
        platforms = List.of(names);
        return this;
    }

    /**
     * Adds an image.
     *
     * @param service its service: lower-case letters
     * @param instructions what its Dockerfile stage consists of, after its FROM
     * @return this project
     */
    TestProject image(String service, String... instructions) {
        services.put(service, String.join("\n", instructions));
        return this;
    }

    /**
     * Removes an image.
     *
     * @param service its service
     * @return this project
     */
    TestProject withoutImage(String service) {
        services.remove(service);
        return this;
    }

    /**
     * Sets a variable for Maven.
     *
     * @param name its name
     * @param value its value
     * @return this project
     */
    TestProject with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Writes the project. */
    TestProject write() {
        var dockerfile = new StringBuilder("ARG CPU_VERSION=1.0\n");
        services.keySet().forEach(service -> dockerfile.append("ARG " + versionOf(service) + "=1.0\n"));
        dockerfile.append("FROM debian:bookworm-slim AS runtime\nENV PROJECT=" + namespace + "\n");
        services.forEach((service, instructions) -> dockerfile.append(
                "FROM runtime AS " + service + "\nARG " + versionOf(service) + "\n" + instructions + "\n"));
        write("pack/cpu/Dockerfile", dockerfile.toString());
        write(
                "matrix.yml",
                "platforms: " + platforms + "\nrules:\n  - backend: cpu\n    services: "
                        + List.copyOf(services.keySet()) + "\n");
        return this;
    }

    /**
     * Writes a POM, so that {@code mvn runner:build} alone does what {@link #startBuild} does with arguments.
     *
     * @param configuration the plugin's configuration element; the empty text for none
     * @return this project
     */
    TestProject pom(String configuration) {
        write("pom.xml", """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>com.example</groupId>
                  <artifactId>images</artifactId>
                  <version>1</version>
                  <packaging>pom</packaging>
                  <properties>
                    <runner.registry>%s</runner.registry>
                    <runner.namespace>%s</runner.namespace>
                  </properties>
                  <build><pluginManagement><plugins><plugin>
                    <groupId>ai.gpustack.runner</groupId>
                    <artifactId>runner-maven-plugin</artifactId>
                    <version>%s</version>
                    %s
                  </plugin></plugins></pluginManagement></build>
                </project>
                """.formatted(registry, namespace, System.getProperty("it.version"), configuration));
        return this;
    }

    private static String versionOf(String service) {
        return service.toUpperCase(Locale.ROOT) + "_VERSION";
    }

    /**
     * Writes a file.
     *
     * @param path its path in the project
     * @param text its content
     * @return where it is
     */
    Path write(String path, String text) {
        try {
            Path file = directory.resolve(path);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path directory() {
        return directory;
    }

    /**
     * Starts {@code runner:build}, pushing.
     *
     * @param arguments Maven's further arguments
     * @return the running Maven
     */
    MavenProcess startBuild(String... arguments) {
        return start("build", arguments);
    }

    /**
     * Starts a goal for what is pushed.
     *
     * @param goal the goal
     * @param arguments Maven's further arguments
     * @return the running Maven
     */
    MavenProcess start(String goal, String... arguments) {
        var all = new ArrayList<>(List.of(
                MavenProcess.goal(goal),
                "-Drunner.push=true",
                "-Drunner.registry=" + registry,
                "-Drunner.namespace=" + namespace,
                "-Drunner.repository=runner"));
        all.addAll(List.of(arguments));
        return new MavenProcess(directory, environment, all);
    }

    /**
     * Runs {@code runner:build}, pushing, to its end.
     *
     * @param arguments Maven's further arguments
     * @return what it printed
     */
    MavenRun build(String... arguments) {
        try (MavenProcess maven = startBuild(arguments)) {
            return maven.await(PATIENCE);
        }
    }

    /**
     * Runs a goal for what is pushed, to its end.
     *
     * @param goal the goal
     * @param arguments Maven's further arguments
     * @return what it printed
     */
    MavenRun run(String goal, String... arguments) {
        try (MavenProcess maven = start(goal, arguments)) {
            return maven.await(PATIENCE);
        }
    }

    /** {@return where it pushes to, without the registry} */
    String repository() {
        return namespace + "/runner";
    }

    /** What was pushed, read at another address than it was pushed to where that is a proxy. */
    PushedImages pushed(String at) {
        return new PushedImages(at, namespace + "/runner");
    }

    /** {@return the tag of an image for a platform} */
    static String tag(String service, String platform) {
        return "cpu1.0-" + service + "1.0-" + platform.replace('/', '-');
    }

    /** {@return report.json; empty while there is none} */
    JsonNode report() {
        Path file = directory.resolve("target/runner/report.json");
        return new JsonMapper().readTree(Files.isRegularFile(file) ? SampleProject.text(file) : "{}");
    }

    /** {@return the report's entry for an image on a platform; a missing node if it has none} */
    JsonNode reported(String service, String platform) {
        return report().path("images")
                .valueStream()
                .flatMap(image -> image.path("platformImages").valueStream())
                .filter(build -> build.path("reference").asString("").endsWith(":" + tag(service, platform)))
                .findFirst()
                .orElseGet(() -> new JsonMapper().missingNode());
    }

    /** {@return what a file in {@code target/runner} says} */
    String output(String name) {
        return SampleProject.text(directory.resolve("target/runner").resolve(name));
    }

    /** {@return how an image ended, as the report says it; empty if it says nothing} */
    String state(String service, String platform) {
        return reported(service, platform).path("state").asString("");
    }

    /** {@return what an image's log says so far; empty while there is none} */
    String log(String service, String platform) {
        return logFile(service, platform).map(SampleProject::text).orElse("");
    }

    /** {@return whether a step of an image has printed a line so far, that and nothing else} */
    boolean hasPrinted(String service, String platform, String text) {
        return log(service, platform).lines().anyMatch(line -> line.strip().equals(text));
    }

    /** {@return an image's log, if there is one} */
    Optional<Path> logFile(String service, String platform) {
        Path logs = directory.resolve("target/runner/logs");
        String name = tag(service, platform) + ".log";
        if (!Files.isDirectory(logs)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(logs)) {
            return files.filter(file -> file.endsWith(name)).findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
