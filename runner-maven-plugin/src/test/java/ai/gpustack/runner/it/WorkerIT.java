package ai.gpustack.runner.it;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.it.MisbehavingRegistry.Behaviour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A builder on what stands for another machine: reached by mTLS, killed, and there again. */
@EnabledOnOs(OS.LINUX)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@NeedsEngine(registry = Machine.REGISTRY)
@NeedsWorkers
class WorkerIT {

    @TempDir
    private Path folder;

    @BeforeEach
    void needs_an_engine() {}

    @Test
    void a_worker_that_was_killed_and_started_again_builds_on() throws IOException {
        try (var worker = new Worker(
                        Files.createDirectory(folder.resolve("worker")),
                        folder.resolve("worker/root"),
                        "linux/amd64",
                        Certificates.in(Files.createDirectory(folder.resolve("certificates"))));
                var builder = new RemoteBuilder(folder.getFileName().toString(), worker)) {
            TestProject project = new TestProject(Files.createDirectory(folder.resolve("project")), Machine.REGISTRY)
                    .image("one", "RUN echo this is one")
                    .write();
            String onBuilder = "-Drunner.builder=" + builder.name();

            project.build(onBuilder).succeeded().says("1 of 1 platform image is pushed: 1 built, 0 up to date");
            String digest = project.pushed(Machine.REGISTRY).digest(TestProject.tag("one", "linux/amd64"));
            worker.kill();
            project.build(onBuilder, "-Drunner.force=true").failed();
            worker.start();
            project.build(onBuilder, "-Drunner.force=true").succeeded().says("1 built, 0 up to date");

            assertThat(project.pushed(Machine.REGISTRY).digest(TestProject.tag("one", "linux/amd64")))
                    .isEqualTo(digest);
            assertThat(project.log("one", "linux/amd64")).contains("CACHED");
        }
    }

    /** It is marked after its push: what is marked before would be pushed over. */
    @Test
    void an_image_whose_file_changed_is_not_found_by_its_id() throws IOException {
        try (var worker = new Worker(
                        Files.createDirectory(folder.resolve("worker")),
                        folder.resolve("worker/root"),
                        "linux/amd64",
                        Certificates.in(Files.createDirectory(folder.resolve("certificates"))));
                var builder = new RemoteBuilder(folder.getFileName().toString(), worker)) {
            TestProject project = new TestProject(Files.createDirectory(folder.resolve("project")), Machine.REGISTRY)
                    .image("aslow", "RUN echo it begins && sleep 8")
                    .image("late", "COPY f /f")
                    .write();
            project.write("pack/cpu/f", "old");
            String onBuilder = "-Drunner.builder=" + builder.name();
            try (MavenProcess maven = project.startBuild(onBuilder, "-Drunner.parallel=1")) {
                maven.awaitWhileRunning(
                        "the first image is being built",
                        () -> project.log("aslow", "linux/amd64")
                                .lines()
                                .anyMatch(line -> line.strip().equals("it begins")));
                project.write("pack/cpu/f", "new");
                maven.await(Duration.ofMinutes(2)).failed().says("file f changed: it isn't what its id says");
            }

            project.write("pack/cpu/f", "old");
            project.build(onBuilder).succeeded().says("2 of 2 platform images are pushed: 1 built, 1 up to date");
        }
    }

    /** BuildKit pushes after it has exported, in a second run of the same step (solver/llbsolver, finalizers; since 0.26). */
    @Test
    void an_image_that_a_worker_exports_and_that_the_registry_refuses_is_not_built() throws IOException {
        try (var registry = new MisbehavingRegistry(Machine.REGISTRY);
                var worker = new Worker(
                        Files.createDirectory(folder.resolve("worker")),
                        folder.resolve("worker/root"),
                        "linux/amd64",
                        Certificates.in(Files.createDirectory(folder.resolve("certificates"))));
                var builder = new RemoteBuilder(folder.getFileName().toString(), worker)) {
            TestProject project = new TestProject(Files.createDirectory(folder.resolve("project")), registry.address())
                    .image("good", "RUN echo good")
                    .image("refused", "RUN echo refused")
                    .image("unlucky", "RUN echo unlucky")
                    .write();
            registry.on("PUT", "/v2/.*/manifests/.*refused.*", 1, Behaviour.status(403, "DENIED"));
            registry.on("PUT", "/v2/.*/manifests/.*unlucky.*", 4, Behaviour.page(502));

            project.build("-Drunner.builder=" + builder.name(), "-Drunner.retryWait=1s")
                    .failed()
                    .says(
                            "trying again in",
                            "2 of 3 platform images are pushed: 2 built, 0 up to date",
                            "step: exporting to image");

            assertThat(project.state("refused", "linux/amd64")).isEqualTo("failed");
            assertThat(project.reported("refused", "linux/amd64")
                            .at("/failure/kind")
                            .asString())
                    .isEqualTo("refused");
            assertThat(project.reported("unlucky", "linux/amd64").at("/run/attempts"))
                    .hasSize(2);
            assertThat(project.pushed(Machine.REGISTRY).tags())
                    .contains(TestProject.tag("good", "linux/amd64"), TestProject.tag("unlucky", "linux/amd64"))
                    .doesNotContain(TestProject.tag("refused", "linux/amd64"));
        }
    }
}
