package ai.gpustack.runner.it;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.engine.RealEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The same on a worker, whose BuildKit is newer than an engine's, and pushes otherwise: in a second run of the step that exports. */
@EnabledOnOs(OS.LINUX)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@NeedsEngine(registry = Machine.REGISTRY)
@NeedsWorkers
class RegistryFaultsOnAWorkerIT extends RegistryFaultsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private static Path machine;

    private static Worker worker;
    private static RemoteBuilder builder;

    @BeforeAll
    static void start_a_worker() throws IOException {
        Certificates certificates = Certificates.in(Files.createDirectory(machine.resolve("certificates")));
        worker = new Worker(machine, machine.resolve("root"), "linux/amd64", certificates);
        builder = new RemoteBuilder(machine.getFileName().toString(), worker);
    }

    @AfterAll
    static void end_it() {
        builder.close();
        worker.close();
    }

    @Override
    TestProject prepared(TestProject fresh) {
        return fresh.with("BUILDX_BUILDER", builder.name());
    }

    @Test
    void it_is_the_worker_that_builds() {
        project().build().succeeded();

        assertThat(new RealEngine().docker(PATIENCE, "buildx", "du", "--builder", builder.name(), "--verbose"))
                .contains("echo first");
    }
}
