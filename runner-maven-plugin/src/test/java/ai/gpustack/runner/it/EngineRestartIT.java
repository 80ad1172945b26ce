package ai.gpustack.runner.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The Docker engine goes away in the middle of a build, and comes back or doesn't. */
@EnabledOnOs(OS.LINUX)
@NeedsEngine(registry = Machine.REGISTRY)
@NeedsOwnEngine
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EngineRestartIT {

    private static final String AMD64 = "linux/amd64";

    @TempDir
    private Path folder;

    private OwnEngine engine;
    private TestProject project;

    /** One that is done before the engine goes, two that are in work then, and one that waits for its turn. */
    @BeforeEach
    void start() throws IOException {
        engine = new OwnEngine(Files.createDirectory(folder.resolve("engine")));
        project = new TestProject(Files.createDirectory(folder.resolve("project")), Machine.REGISTRY)
                .with("DOCKER_HOST", engine.host())
                .image("a", "RUN echo a")
                .image("b", "RUN for i in $(seq 12); do echo b at $i; sleep 1; done")
                .image("c", "RUN for i in $(seq 12); do echo c at $i; sleep 1; done")
                .image("d", "RUN echo d")
                .write();
    }

    @AfterEach
    void end() {
        if (engine != null) {
            engine.close();
        }
    }

    private MavenProcess build(String... more) {
        var arguments =
                new ArrayList<>(List.of("-Drunner.network=none", "-Drunner.parallel=2", "-Drunner.retryWait=2s"));
        arguments.addAll(List.of(more));
        return project.startBuild(arguments.toArray(String[]::new));
    }

    private void awaitTheMiddle(MavenProcess maven) {
        maven.awaitWhileRunning(
                "one image is done and two are in work",
                () -> project.state("a", AMD64).equals("built")
                        && project.log("b", AMD64).contains("b at 2")
                        && project.log("c", AMD64).contains("c at 2"));
        assertThat(project.log("d", AMD64)).doesNotContain("RUN");
    }

    private void assertLostAndBuiltAgain(String service) {
        JsonNode attempts = project.reported(service, AMD64).at("/run/attempts");
        assertThat(attempts.size()).isGreaterThan(1);
        assertThat(attempts.get(0).path("kind").asString()).isEqualTo("builder");
        assertThat(attempts.get(0).path("failure").asString())
                .startsWith("the builder was lost: ")
                .doesNotContain("target ");
        assertThat(attempts.get(attempts.size() - 1).has("failure")).isFalse();
        assertThat(project.log(service, AMD64)).contains(service + " at 12");
    }

    private void endsAndComesBack(Consumer<OwnEngine> end, String place, String... arguments) {
        try (var watch = new ReportWatch(project);
                MavenProcess maven = build(arguments)) {
            awaitTheMiddle(maven);
            end.accept(engine);
            maven.awaitWhileRunning(
                    "it is said that it is tried again", () -> maven.text().contains("trying again in"));
            engine.start();

            maven.await(Duration.ofMinutes(5))
                    .succeeded()
                    .says("4 of 4 platform images are " + place + ": 4 built, 0 up to date");
            assertThat(watch.versions()).isGreaterThan(1);
        }
        assertLostAndBuiltAgain("b");
        assertLostAndBuiltAgain("c");
        assertThat(project.state("d", AMD64)).isEqualTo("built");
        assertThat(project.reported("a", AMD64).at("/run/attempts")).hasSize(1);
    }

    @Test
    void when_the_engine_is_restarted_what_it_was_building_is_built_again_and_what_was_pushed_is_not() {
        endsAndComesBack(OwnEngine::stop, "pushed");
    }

    @Test
    void when_the_engine_is_killed_what_it_was_building_is_built_again_when_it_is_back() {
        endsAndComesBack(OwnEngine::kill, "pushed");
    }

    @Test
    void what_was_loaded_before_the_engine_was_restarted_is_there_still() {
        endsAndComesBack(OwnEngine::stop, "loaded", "-Drunner.push=false");
    }

    @Test
    void an_engine_that_stays_away_ends_the_build_with_a_sentence_and_all_that_is_known_is_recorded() {
        try (var watch = new ReportWatch(project);
                MavenProcess maven = build("-Drunner.retries=2", "-Drunner.retryWait=1s")) {
            awaitTheMiddle(maven);
            engine.kill();

            maven.await(Duration.ofMinutes(5))
                    .failed()
                    .says(
                            "1 of 4 platform images are pushed: 1 built, 0 up to date",
                            "the builder wasn't reached: ",
                            "see whether the builder runs ('docker buildx ls'), then run the same again");
            assertThat(maven.status()).isEqualTo(1);
            assertThat(watch.versions()).isGreaterThan(1);
        }
        assertThat(project.state("a", AMD64)).isEqualTo("built");
        for (String service : new String[] {"b", "c", "d"}) {
            assertThat(project.state(service, AMD64)).isEqualTo("failed");
            assertThat(project.reported(service, AMD64).at("/failure/kind").asString())
                    .isEqualTo("builder");
            assertThat(project.reported(service, AMD64).at("/run/attempts")).hasSize(3);
        }

        try (MavenProcess maven = build()) {
            maven.await(Duration.ofMinutes(1))
                    .failed()
                    .says("can't be used: ", "daemon", "start it, or name another with");
        }

        engine.start();
        try (MavenProcess maven = build()) {
            maven.await(Duration.ofMinutes(5))
                    .succeeded()
                    .says("4 of 4 platform images are pushed: 3 built, 1 up to date");
        }
    }
}
