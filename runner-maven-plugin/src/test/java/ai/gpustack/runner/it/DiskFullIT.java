package ai.gpustack.runner.it;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.process.Output;
import ai.gpustack.runner.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A builder whose disk is a small one, in memory. */
@EnabledOnOs(OS.LINUX)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@NeedsEngine(registry = Machine.REGISTRY)
@NeedsWorkers
class DiskFullIT {

    private static final String AMD64 = "linux/amd64";

    /** Room for the base image, unpacked and packed, and little else. */
    private static final String SIZE = "400m";

    @TempDir
    private Path folder;

    private Path disk;
    private Worker worker;
    private RemoteBuilder builder;

    @BeforeEach
    void start() throws IOException {
        disk = Files.createDirectory(folder.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", disk.toString());
        worker = new Worker(
                folder,
                disk.resolve("root"),
                AMD64,
                Certificates.in(Files.createDirectory(folder.resolve("certificates"))));
        builder = new RemoteBuilder(folder.getFileName().toString(), worker);
    }

    @AfterEach
    void end() {
        try {
            if (builder != null) {
                builder.close();
            }
            if (worker != null) {
                worker.close();
            }
        } finally {
            if (disk != null) {
                run("umount", "--lazy", disk.toString());
            }
        }
    }

    private static void run(String... command) {
        Output output = new Programs().capture(Command.of(command));
        if (!output.succeeded()) {
            throw new AssertionError(String.join(" ", command) + " failed: " + output.err());
        }
    }

    @Test
    void a_disk_that_runs_full_is_named_as_such_and_what_was_pushed_before_stays() throws IOException {
        TestProject project = new TestProject(Files.createDirectory(folder.resolve("project")), Machine.REGISTRY)
                .image("first", "RUN echo first")
                .image("large", "RUN sleep 3; head -c 600M /dev/urandom >/large")
                .write();

        project.build("-Drunner.builder=" + builder.name())
                .failed()
                .says("1 of 2 platform images are pushed: 1 built, 0 up to date", "No space left on device");

        assertThat(project.state("first", AMD64)).isEqualTo("built");
        assertThat(project.pushed(Machine.REGISTRY).isWhole(TestProject.tag("first", AMD64)))
                .isTrue();
        assertThat(project.state("large", AMD64)).isEqualTo("failed");
        assertThat(project.reported("large", AMD64).at("/failure/kind").asString())
                .isEqualTo("disk-full");
        assertThat(project.reported("large", AMD64).at("/failure/mend").asString())
                .contains("make room on the builder");
        assertThat(project.reported("large", AMD64).at("/run/attempts")).hasSize(1);
    }
}
