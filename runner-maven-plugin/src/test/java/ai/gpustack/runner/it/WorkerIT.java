package ai.gpustack.runner.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
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

    private static final String AMD64 = "linux/amd64";

    @TempDir
    private Path folder;

    private Worker worker;
    private RemoteBuilder builder;
    private TestProject project;

    @BeforeEach
    void start() throws IOException {
        worker = new Worker(
                Files.createDirectory(folder.resolve("worker")),
                folder.resolve("worker/root"),
                AMD64,
                Certificates.in(Files.createDirectory(folder.resolve("certificates"))));
        builder = new RemoteBuilder(folder.getFileName().toString(), worker);
        project = new TestProject(Files.createDirectory(folder.resolve("project")), Machine.REGISTRY)
                .with("BUILDX_BUILDER", builder.name());
    }

    @AfterEach
    void end() {
        if (builder != null) {
            builder.close();
        }
        if (worker != null) {
            worker.close();
        }
    }

    @Test
    void a_worker_that_was_killed_and_started_again_builds_on() throws IOException {
        project.image("one", "RUN echo this is one").write();

        project.build().succeeded().says("1 of 1 platform image is pushed: 1 built, 0 up to date");
        String digest = project.pushed(Machine.REGISTRY).digest(TestProject.tag("one", AMD64));
        worker.kill();
        project.build("-Drunner.force=true").failed();
        worker.start();
        project.build("-Drunner.force=true").succeeded().says("1 built, 0 up to date");

        assertThat(project.pushed(Machine.REGISTRY).digest(TestProject.tag("one", AMD64)))
                .isEqualTo(digest);
        assertThat(project.log("one", AMD64)).contains("CACHED");
    }

    @Test
    void a_revision_makes_a_runtime_stage_once_on_a_worker_too() {
        SharedRuntimeIT.assertThatItIsMadeOnceInEachRevision(project);
    }

    /** It is marked after its push: what is marked before would be pushed over. */
    @Test
    void an_image_whose_file_changed_is_not_found_by_its_id() {
        project.image("aslow", "RUN echo it begins && sleep 8")
                .image("late", "COPY f /f")
                .write();
        project.write("pack/cpu/f", "old");
        try (MavenProcess maven = project.startBuild("-Drunner.parallel=1")) {
            maven.awaitWhileRunning(
                    "the first image is being built", () -> project.hasPrinted("aslow", AMD64, "it begins"));
            project.write("pack/cpu/f", "new");
            maven.await(Duration.ofMinutes(2)).failed().says("file f changed: it isn't what its id says");
        }

        project.write("pack/cpu/f", "old");
        project.build().succeeded().says("2 of 2 platform images are pushed: 1 built, 1 up to date");
    }
}
