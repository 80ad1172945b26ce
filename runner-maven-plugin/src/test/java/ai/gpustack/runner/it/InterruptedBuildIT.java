package ai.gpustack.runner.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Builds that are ended while they work: what was pushed stays, the report is whole, nothing lives on. */
@EnabledOnOs(OS.LINUX)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@NeedsEngine(registry = Machine.REGISTRY)
class InterruptedBuildIT {

    private static final String AMD64 = "linux/amd64";
    /** What is on the command line of Maven's Java. */
    private static final String MAVEN = "plexus-classworlds";
    /** What is on the command lines of the engine's clients that build. */
    private static final String BAKE = "buildx bake";

    /** What a user who presses Ctrl-C is promised. */
    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    private TestProject project;
    private String slowly;
    private String quickly;

    /** Two images that are pushed at once, and one that takes as long as a secret says: secrets aren't in an image's id. */
    @BeforeEach
    void write() {
        project = new TestProject(folder, Machine.REGISTRY)
                .image("first", "RUN echo first")
                .image("second", "RUN echo second")
                .image("slow", "RUN --mount=type=secret,id=pace sh /run/secrets/pace")
                .write();
        slowly = "-Drunner.secret.pace="
                + project.write("slowly", "for i in $(seq 300); do echo at $i; sleep 1; done\n");
        quickly = "-Drunner.secret.pace=" + project.write("quickly", "echo at once\n");
    }

    private void awaitTheMiddle(MavenProcess maven) {
        maven.awaitWhileRunning(
                "two images are pushed and the third is being built",
                () -> project.state("first", AMD64).equals("built")
                        && project.state("second", AMD64).equals("built")
                        && project.log("slow", AMD64).contains("at 2"));
    }

    private void runAgainBuildsOnlyWhatWasNotPushed() {
        project.build(quickly).succeeded().says("3 of 3 platform images are pushed: 1 built, 2 up to date");
        assertThat(project.directory().resolve("target/runner")).isDirectoryNotContaining("glob:**/metadata-*.json");
        assertThat(project.pushed(Machine.REGISTRY).tags())
                .contains(
                        TestProject.tag("first", AMD64),
                        TestProject.tag("second", AMD64),
                        TestProject.tag("slow", AMD64));
    }

    @Test
    void after_maven_is_killed_only_what_had_not_been_pushed_is_built() {
        project.write("target/runner/junit.xml", "<testsuites tests='3'/>\n");
        try (var watch = new ReportWatch(project);
                MavenProcess maven = project.startBuild(slowly)) {
            awaitTheMiddle(maven);
            maven.signalGroup("KILL");
            maven.await(SOON);

            assertThat(project.state("first", AMD64)).isEqualTo("built");
            assertThat(project.state("second", AMD64)).isEqualTo("built");
            assertThat(project.state("slow", AMD64)).isEqualTo("not-started");
            // An earlier run's would say that all is well.
            assertThat(project.directory().resolve("target/runner/junit.xml")).doesNotExist();

            runAgainBuildsOnlyWhatWasNotPushed();
            assertThat(watch.versions()).isGreaterThan(1);
        }
    }

    @Test
    void when_maven_alone_is_killed_the_engines_client_ends_too_and_pushes_nothing_more() {
        try (MavenProcess maven = project.startBuild(slowly)) {
            awaitTheMiddle(maven);
            // not its group: what the kernel does when memory is short
            maven.signal("KILL", MAVEN);

            Waiting.until(
                    "nothing of the build runs any more",
                    Duration.ofSeconds(30),
                    () -> maven.tree().isEmpty());
            assertThat(project.pushed(Machine.REGISTRY).digest(TestProject.tag("slow", AMD64)))
                    .isNull();
            runAgainBuildsOnlyWhatWasNotPushed();
        }
    }

    @Test
    void a_client_that_outlives_maven_is_told_of_by_the_next_run() {
        String shortly =
                "-Drunner.secret.pace=" + project.write("shortly", "for i in $(seq 9); do echo at $i; sleep 1; done\n");
        try (MavenProcess maven = project.startBuild(shortly)) {
            awaitTheMiddle(maven);
            // Stopped, it prints nothing: it would end on its broken pipe. One whose step is silent for long is like
            // that.
            maven.signal("STOP", BAKE);
            maven.signal("KILL", MAVEN);

            project.build(quickly)
                    .succeeded()
                    .says(
                            "warning: a bake of an earlier run that was killed still goes on; what it pushes counts; end"
                                    + " it with 'kill ",
                            "3 of 3 platform images are pushed: 1 built, 2 up to date");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void a_signal_ends_everything_within_five_seconds(String signal) {
        try (var watch = new ReportWatch(project);
                MavenProcess maven = project.startBuild(slowly)) {
            awaitTheMiddle(maven);
            assertThat(maven.tree()).anyMatch(running -> running.commandLine().contains(BAKE));
            if (signal.equals("INT")) {
                maven.signalGroup(signal);
            } else {
                maven.signal(signal);
            }

            Waiting.until(
                    "nothing of the build runs any more",
                    SOON,
                    () -> maven.tree().isEmpty());
            assertThat(project.state("first", AMD64)).isEqualTo("built");
            assertThat(project.state("second", AMD64)).isEqualTo("built");
            assertThat(project.state("slow", AMD64)).isEqualTo("not-started");
            assertThat(project.reported("slow", AMD64).path("why").asString())
                    .startsWith("the build was interrupted at [slow ");
            assertThat(project.reported("slow", AMD64).at("/run/seconds").asDouble())
                    .isGreaterThan(1);
            assertThat(project.logFile("slow", AMD64)).isPresent();
            assertThat(project.directory().resolve("target/runner/junit.xml"))
                    .content()
                    .contains("tests=\"3\"", "the build was interrupted at [slow ");
            assertThat(project.directory().resolve("target/runner/report.html"))
                    .content()
                    .contains("the build was interrupted at [slow ");
            maven.await(SOON)
                    .says(
                            "ended before its time, with 2 of 3 platform images done;",
                            "  was being built: " + TestProject.tag("slow", AMD64) + ": [slow ");
            assertThat(watch.versions()).isGreaterThan(1);
        }
        runAgainBuildsOnlyWhatWasNotPushed();
    }

    @Test
    void after_a_buildx_that_was_killed_what_it_had_not_finished_is_tried_again_and_nothing_else() {
        try (MavenProcess maven = project.startBuild(slowly, "-Drunner.retryWait=1s")) {
            awaitTheMiddle(maven);
            project.write("slowly", "echo at once\n");
            maven.signal("KILL", BAKE);

            maven.await(Duration.ofMinutes(1))
                    .succeeded()
                    .says(
                            "trying again in",
                            "buildx was killed (exit status 137)",
                            "3 of 3 platform images are pushed: 3 built, 0 up to date");
        }
        for (String done : List.of("first", "second")) {
            assertThat(project.reported(done, AMD64).at("/run/attempts")).hasSize(1);
        }
        assertThat(project.reported("slow", AMD64).at("/run/attempts")).hasSize(2);
    }

    @Test
    void a_buildx_that_is_killed_fails_what_it_had_not_finished_and_nothing_else() {
        try (MavenProcess maven = project.startBuild(slowly, "-Drunner.retries=0")) {
            awaitTheMiddle(maven);
            maven.signal("KILL", BAKE);

            maven.await(Duration.ofMinutes(1))
                    .failed()
                    .says(
                            "2 of 3 platform images are pushed: 2 built, 0 up to date",
                            TestProject.tag("slow", AMD64),
                            "buildx was killed (exit status 137)",
                            "step: [slow ",
                            "at: pack/cpu/Dockerfile:",
                            "see what killed it");
            assertThat(project.state("first", AMD64)).isEqualTo("built");
            assertThat(project.state("second", AMD64)).isEqualTo("built");
            assertThat(maven.tree()).isEmpty();
        }
        runAgainBuildsOnlyWhatWasNotPushed();
    }

    @Test
    void a_second_build_of_the_same_checkout_is_refused_and_does_the_first_no_harm() {
        String later =
                "-Drunner.secret.pace=" + project.write("later", "for i in $(seq 12); do echo at $i; sleep 1; done\n");
        try (var watch = new ReportWatch(project);
                MavenProcess first = project.startBuild(later)) {
            awaitTheMiddle(first);

            project.build(quickly).failed().says("another run of this plugin writes to", "wait until it has ended");

            first.await(Duration.ofMinutes(2))
                    .succeeded()
                    .says("3 of 3 platform images are pushed: 3 built, 0 up to date");
            assertThat(watch.versions()).isGreaterThan(1);
        }
    }
}
