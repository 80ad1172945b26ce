package ai.gpustack.runner.it;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.it.MisbehavingRegistry.Behaviour;
import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.process.Programs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Goals that are ended while they wait, or while what they test runs: nothing that didn't happen is recorded, nothing is left. */
@EnabledOnOs(OS.LINUX)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@NeedsEngine(registry = Machine.REGISTRY)
class InterruptedGoalsIT {

    private static final String AMD64 = "linux/amd64";

    /** What a user who presses Ctrl-C is promised. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    private Path folder;

    private MisbehavingRegistry registry;
    private TestProject project;

    @BeforeEach
    void write() {
        registry = new MisbehavingRegistry(Machine.REGISTRY);
        project = new TestProject(folder, registry.address())
                .image("tool", "RUN echo tool")
                .write();
    }

    @AfterEach
    void end() {
        registry.close();
    }

    private static void endsSoonAfterCtrlC(MavenProcess maven) {
        maven.signalGroup("INT");
        Waiting.until(
                "nothing of the goal runs any more", SOON, () -> maven.tree().isEmpty());
    }

    private JsonNode image() {
        return project.report().path("images").path(0);
    }

    private String dev() {
        return registry.address() + "/" + project.repository() + ":cpu1.0-tool1.0-dev";
    }

    private static String docker(String... arguments) {
        var command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        return new Programs().capture(Command.of(command)).out().strip();
    }

    /** The names of the containers in which images of the project run. */
    private List<String> containers() {
        return docker("ps", "--no-trunc", "--format", "{{.Image}} {{.Names}}")
                .lines()
                .filter(line -> line.startsWith(registry.address() + "/" + project.repository()))
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
    }

    @Test
    void a_wait_for_the_next_attempt_ends_at_once_and_what_was_attempted_is_told() {
        registry.on("PUT", "/v2/.*/manifests/.*tool.*", 100, Behaviour.page(502));
        try (MavenProcess maven = project.startBuild("-Drunner.retryWait=" + LONG.toSeconds() + "s")) {
            maven.awaitWhileRunning(
                    "it waits for its next attempt",
                    () -> project.log("tool", AMD64).contains("attempt failed (network)"));
            endsSoonAfterCtrlC(maven);

            assertThat(project.state("tool", AMD64)).isEqualTo("not-started");
            assertThat(project.reported("tool", AMD64).path("why").asString())
                    .startsWith(
                            "it waited for its next attempt when the build was ended, as one had failed: failed to push ")
                    .contains("502 Bad Gateway");
            assertThat(project.reported("tool", AMD64)
                            .at("/run/attempts/0/kind")
                            .asString())
                    .isEqualTo("network");
            assertThat(project.output("junit.xml")).contains("it waited for its next attempt when the build was ended");
            maven.await(SOON).says("trying again in", "ended before its time, with 0 of 1 platform image done");
        }
        registry.behave();
        project.build().succeeded().says("1 of 1 platform image is pushed: 1 built, 0 up to date");
    }

    @Test
    void a_manifest_that_waits_for_a_busy_registry_ends_at_once_and_nothing_is_recorded_of_it() {
        project.build().succeeded();
        var busy = Behaviour.tooManyRequests(LONG);
        registry.on("GET", "/v2/.*/manifests/.*", 100, busy);
        try (MavenProcess maven = project.start("manifest")) {
            maven.awaitWhileRunning(
                    "the registry has refused it",
                    () -> !registry.requests(busy).isEmpty());
            endsSoonAfterCtrlC(maven);
            assertThat(image().has("manifest")).isFalse();
            assertThat(project.state("tool", AMD64)).isEqualTo("built");
            assertThat(project.output("junit.xml")).contains("tests=\"1\"", "failures=\"0\"");
            maven.await(SOON)
                    .says(
                            "registry " + registry.address() + " answers 429; it is asked again in 300 s",
                            "ended before its time, with 0 of 1 image combined; without runner.force, the same command goes on",
                            "was under way: " + dev());
        }
        registry.behave();
        project.run("manifest").succeeded().says("combines linux/amd64");
    }

    @Test
    void a_promotion_that_waits_for_a_busy_registry_ends_at_once_and_releases_nothing() {
        project.build().succeeded();
        project.run("manifest").succeeded();
        project.write("pack/cpu/tool.test.yml", """
                schemaVersion: "2.0.0"
                commandTests:
                  - {name: ends, command: "true"}
                """);
        project.run("test").succeeded();
        var busy = Behaviour.tooManyRequests(LONG);
        registry.on("GET", "/v2/.*/manifests/.*", 100, busy);
        try (MavenProcess maven = project.start("promote")) {
            maven.awaitWhileRunning(
                    "the registry has refused it",
                    () -> !registry.requests(busy).isEmpty());
            endsSoonAfterCtrlC(maven);
            assertThat(image().has("promotion")).isFalse();
            maven.await(SOON)
                    .says(
                            "ended before its time, with 0 of 1 image released",
                            "was under way: " + dev().replaceFirst("-dev$", ""));
        }
        registry.behave();
        project.run("promote").succeeded().says("is released: sha256:");
    }

    @Test
    void a_test_that_is_ended_is_not_recorded_and_its_container_is_gone_at_once_or_by_the_next_run() {
        project.build().succeeded();
        project.run("manifest").succeeded();
        project.write("pack/cpu/tool.test.yml", """
                schemaVersion: "2.0.0"
                commandTests:
                  - {name: lasts, command: sleep, args: ["3600"]}
                """);
        try (MavenProcess maven = project.start("test")) {
            maven.awaitWhileRunning("its container runs", () -> !containers().isEmpty());
            endsSoonAfterCtrlC(maven);
            assertThat(containers()).isEmpty();
            assertThat(image().path("tests")).isEmpty();
            assertThat(folder.resolve("target/runner/receipts")).doesNotExist();
            maven.await(SOON)
                    .says(
                            "ended before its time, with 0 of 1 platform image tested",
                            "was under way: " + dev() + " on " + AMD64);
        }

        String left;
        try (MavenProcess maven = project.start("test")) {
            maven.awaitWhileRunning("its container runs", () -> !containers().isEmpty());
            maven.signalGroup("KILL");
            maven.await(SOON);
            assertThat(containers()).hasSize(1);
            left = containers().get(0);
        }
        project.write("pack/cpu/tool.test.yml", """
                schemaVersion: "2.0.0"
                commandTests:
                  - {name: ends, command: "true"}
                """);
        project.run("test")
                .succeeded()
                .says("removed the container " + left + ", which a run that was killed has left", "passed 1 check");
        assertThat(containers()).isEmpty();
        assertThat(docker(
                        "image",
                        "ls",
                        "--quiet",
                        "--filter",
                        "reference=" + registry.address() + "/" + project.repository()))
                .isEmpty();
        project.run("test").succeeded().doesNotSay("removed the container");
    }
}
