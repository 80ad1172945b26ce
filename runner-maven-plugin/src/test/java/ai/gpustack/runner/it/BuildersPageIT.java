package ai.gpustack.runner.it;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.docs.Markdown;
import ai.gpustack.runner.docs.Markdown.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every block of docs/builders.md is used as a reader would use it, from top to bottom: commands in a shell, files where the page
 * says. Only names are other ones: this machine's in place of the page's host, folder, port and builders.
 */
@EnabledOnOs(OS.LINUX)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@NeedsEngine(registry = Machine.REGISTRY)
class BuildersPageIT {

    /** A cluster that nobody asks: creating a builder only reads where it would be. */
    private static final String CLUSTER = """
            apiVersion: v1
            kind: Config
            clusters: [{name: none, cluster: {server: "https://cluster.invalid"}}]
            contexts: [{name: none, context: {cluster: none, user: none}}]
            users: [{name: none, user: {}}]
            current-context: none
            """;

    /** The stand-in for the hub speaks clear text here. */
    private static final String MIRROR = "[registry.\"localhost:5001\"]\n  http = true\n";

    private final int port = Worker.freePort();
    private final String run = "page-" + UUID.randomUUID();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @TempDir
    private Path folder;

    private Path etc;
    private TestProject project;
    private CiMachines machines;

    @BeforeEach
    void write_a_project() throws IOException {
        etc = Files.createDirectory(folder.resolve("etc"));
        project = new TestProject(Files.createDirectory(folder.resolve("project")), Machine.REGISTRY)
                .platforms("linux/amd64", "linux/arm64")
                .image("one", "RUN echo one")
                .write()
                .pom("");
        project.write("kubeconfig", CLUSTER);
        machines = new CiMachines(Files.createDirectory(folder.resolve("scripts")), project.directory());
    }

    @AfterEach
    void close() throws Exception {
        for (String builder : List.of("contained", "farm-arm64", "cluster")) {
            machines.script(
                    project.directory(), "docker buildx rm --force " + here(builder) + " || true", environment());
        }
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private Map<String, String> environment() {
        return Map.of("KUBECONFIG", project.directory().resolve("kubeconfig").toString());
    }

    @Test
    void the_page_is_followed_from_top_to_bottom() throws IOException {
        var said = new StringBuilder();
        for (Block block : Markdown.of(
                        SampleProject.text(Path.of("..", "docs", "builders.md").toAbsolutePath()))
                .blocks()) {
            switch (block.mark()) {
                case "run by BuildersPageIT" -> said.append(follow(block));
                case "file buildkitd.toml" -> project.write("buildkitd.toml", here(block.text()) + MIRROR);
                case "file /etc/buildkit/buildkitd.toml" ->
                    Files.writeString(etc.resolve("buildkitd.toml"), here(block.text()) + "\n" + Worker.CONFIGURATION);
                case "file /etc/systemd/system/buildkit.service" -> startAsTheUnitSays(block.text());
                case "file configuration" -> project.pom(here(block.text()));
                default -> throw new AssertionError("nobody uses this block:\n" + block.text());
            }
        }

        new MavenRun(1, said.toString())
                .says(
                        "2 of 2 platform images are pushed: 2 built, 0 up to date",
                        "arm64.pem: OK",
                        "client.pem: OK",
                        "Driver:        remote",
                        "running",
                        "linux/arm64",
                        "2 of 2 platform images are pushed: 2 built, 0 up to date",
                        "2 of 2 platform images are pushed: 2 built, 0 up to date");
        assertThat(project.reported("one", "linux/arm64").at("/run/builder").asString(""))
                .isEqualTo(here("farm-arm64"));
        var cache = new PushedImages(Machine.REGISTRY, project.repository() + "-cache");
        assertThat(cache.tags())
                .containsExactlyInAnyOrder(
                        TestProject.tag("one", "linux/amd64"), TestProject.tag("one", "linux/arm64"));
    }

    /** Runs a block. Each build finds something to do: the image is another one than the block before has built. */
    private String follow(Block block) throws IOException {
        project.image("one", "RUN echo " + UUID.randomUUID()).write();
        return machines.script(project.directory(), here(block.text()), environment())
                .text();
    }

    /** What systemd would do, with the certificates that the page has made. */
    private void startAsTheUnitSays(String unit) throws IOException {
        for (String name : List.of("ca.pem", "arm64.pem", "arm64.key")) {
            Files.copy(project.directory().resolve(name), etc.resolve(name));
        }
        String start = unit.lines()
                .filter(line -> line.startsWith("ExecStart="))
                .findFirst()
                .orElseThrow();
        List<String> words = List.of(here(start).split(" "));
        assertThat(words.get(0)).isEqualTo("ExecStart=/usr/local/bin/buildkitd");
        opened.add(Worker.startedWith(
                etc,
                folder.resolve("root"),
                "localhost:" + port,
                Certificates.at(project.directory()),
                words.subList(1, words.size())));
    }

    /** A text of the page with the names of this machine. */
    private String here(String text) {
        return text.replace("arm64.example.com", "localhost")
                .replace("mirror.example.com", "localhost:5001")
                .replace("registry.example.com:5000", Machine.REGISTRY)
                .replace("0.0.0.0:1234", "localhost:" + port)
                .replace(":1234", ":" + port)
                .replace("/etc/buildkit", etc.toString())
                .replace("/var/lib/buildkit", folder.resolve("root").toString())
                .replace("farm-arm64", run + "-arm64")
                .replace("contained", run + "-contained")
                .replaceAll("\\bcluster\\b", run + "-cluster");
    }
}
