package ai.gpustack.runner.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Steps that never end. */
@EnabledOnOs(OS.LINUX)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@NeedsEngine(registry = Machine.REGISTRY)
class HangingStepIT {

    private static final String AMD64 = "linux/amd64";

    @TempDir
    private Path folder;

    private TestProject project;

    @BeforeEach
    void needs_an_engine() {
        project = new TestProject(folder, Machine.REGISTRY);
    }

    private void timedOut(String service) {
        assertThat(project.state(service, AMD64)).isEqualTo("failed");
        assertThat(project.reported(service, AMD64).at("/failure/kind").asString())
                .isEqualTo("timeout");
        assertThat(project.reported(service, AMD64).at("/failure/mend").asString())
                .contains("allow more with -Drunner.timeout");
        assertThat(project.reported(service, AMD64).at("/run/attempts")).hasSize(1);
    }

    @Test
    void a_step_that_hangs_fails_alone_and_its_neighbours_finish() {
        project.image("hangs", "RUN echo it hangs here && sleep 600")
                .image("quick", "RUN echo quick")
                .image("steady", "RUN for i in 1 2 3 4 5 6 7 8; do echo $i; sleep 1; done")
                .write();

        project.build("-Drunner.timeout=15s")
                .failed()
                .says(
                        "2 of 3 platform images are pushed: 2 built, 0 up to date",
                        "not done after 15 s (runner.timeout)");

        timedOut("hangs");
        assertThat(project.reported("hangs", AMD64).at("/failure/step").asString())
                .contains("echo it hangs here");
        assertThat(project.reported("hangs", AMD64).at("/failure/at").asString())
                .startsWith("pack/");
        assertThat(project.reported("hangs", AMD64).at("/failure/lastLines").valueStream())
                .extracting(JsonNode::asString)
                .containsExactly("it hangs here");
        assertThat(project.log("hangs", AMD64)).contains("it hangs here");
        assertThat(project.state("quick", AMD64)).isEqualTo("built");
        assertThat(project.state("steady", AMD64)).isEqualTo("built");
    }

    @Test
    void when_all_places_are_taken_by_what_hangs_those_that_wait_are_built_all_the_same() {
        project.image("ahangs", "RUN sleep 600")
                .image("bhangs", "RUN sleep 601")
                .image("cwaits", "RUN echo c")
                .image("dwaits", "RUN echo d")
                .write();

        project.build("-Drunner.timeout=6s", "-Drunner.parallel=2")
                .failed()
                .says("2 of 4 platform images are pushed: 2 built, 0 up to date");

        timedOut("ahangs");
        timedOut("bhangs");
        assertThat(project.state("cwaits", AMD64)).isEqualTo("built");
        assertThat(project.state("dwaits", AMD64)).isEqualTo("built");
    }

    @Test
    void what_failed_for_the_network_beside_what_hangs_is_tried_again() {
        try (var registry = new MisbehavingRegistry(Machine.REGISTRY)) {
            project = new TestProject(folder, registry.address())
                    .image("hangs", "RUN sleep 600")
                    .image("unlucky", "RUN echo unlucky")
                    .write();
            registry.on("PUT", "/v2/.*/manifests/.*unlucky.*", 4, MisbehavingRegistry.Behaviour.page(502));

            project.build("-Drunner.timeout=15s", "-Drunner.retryWait=1s")
                    .failed()
                    .says("trying again in", "1 of 2 platform images are pushed: 1 built, 0 up to date");

            timedOut("hangs");
            assertThat(project.state("unlucky", AMD64)).isEqualTo("built");
            assertThat(project.reported("unlucky", AMD64).at("/run/attempts")).hasSize(2);
        }
    }

    /** A project of one image, whose cache the registry never takes. */
    private TestProject cachedNowhere(MisbehavingRegistry registry) {
        registry.always("PUT", "/v2/.*-cache/.*", new MisbehavingRegistry.Behaviour.Hang());
        return new TestProject(folder, registry.address())
                .image("cached", "RUN echo cached > /cached")
                .write();
    }

    @Test
    void a_cache_that_cannot_be_written_for_ever_costs_no_image() {
        try (var registry = new MisbehavingRegistry(Machine.REGISTRY)) {
            project = cachedNowhere(registry);

            project.build("-Drunner.timeout=15s", "-Drunner.cache=registry")
                    .succeeded()
                    .says("1 of 1 platform image is pushed: 1 built, 0 up to date");

            assertThat(project.reported("cached", AMD64).at("/run/warnings").valueStream())
                    .extracting(JsonNode::asString)
                    .contains("exporting cache to registry was ended (runner.timeout)");
        }
    }

    @Test
    void a_cache_that_is_lost_with_buildx_costs_no_image_and_is_told() {
        try (var registry = new MisbehavingRegistry(Machine.REGISTRY)) {
            project = cachedNowhere(registry);

            try (MavenProcess maven = project.startBuild("-Drunner.cache=registry")) {
                maven.awaitWhileRunning(
                        "the image is built",
                        () -> project.state("cached", AMD64).equals("built"));
                maven.awaitWhileRunning(
                        "its cache is being written",
                        () -> project.hasPrinted("cached", AMD64, "exporting cache to registry"));
                maven.signal("KILL", "buildx bake");
                maven.await(Duration.ofMinutes(1))
                        .succeeded()
                        .says("1 of 1 platform image is pushed: 1 built, 0 up to date");
            }

            assertThat(project.reported("cached", AMD64).at("/run/warnings").valueStream())
                    .extracting(JsonNode::asString)
                    .contains("exporting cache to registry didn't come to its end");
        }
    }
}
