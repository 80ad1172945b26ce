package ai.gpustack.runner.it;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.engine.RealEngine;
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

/** A builder in a container of the engine's: buildx starts it when it is needed. */
@EnabledOnOs(OS.LINUX)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@NeedsEngine(registry = Machine.REGISTRY)
class ContainerBuilderIT {

    private static final String AMD64 = "linux/amd64";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private RealEngine engine;
    private String builder;

    @BeforeEach
    void create() throws IOException {
        engine = new RealEngine();
        builder = folder.getFileName().toString();
        Path configuration = Files.writeString(folder.resolve("buildkitd.toml"), Worker.CONFIGURATION);
        engine.docker(
                PATIENCE,
                "buildx",
                "create",
                "--name",
                builder,
                "--driver",
                "docker-container",
                "--driver-opt",
                "network=host",
                "--buildkitd-config",
                configuration.toString());
    }

    @AfterEach
    void remove() {
        if (builder != null) {
            engine.docker(PATIENCE, "buildx", "rm", "--force", builder);
        }
    }

    @Test
    void a_builder_that_does_not_run_yet_is_started_and_one_broken_image_harms_no_other() {
        TestProject project = new TestProject(folder, Machine.REGISTRY)
                .image("good", "RUN echo this is good")
                .image("broken", "RUN echo this is broken && exit 3")
                .write();

        project.build("-Drunner.builder=" + builder)
                .failed()
                .says("1 of 2 platform images are pushed: 1 built, 0 up to date", "exit code: 3", "| this is broken");

        assertThat(project.reported("good", AMD64).path("digest").asString())
                .isEqualTo(project.pushed(Machine.REGISTRY).digest(TestProject.tag("good", AMD64)));
        assertThat(project.reported("good", AMD64).at("/run/builder").asString())
                .isEqualTo(builder);
        project.build("-Drunner.builder=" + builder, "-Dservice=good")
                .succeeded()
                .says("1 of 1 platform image is pushed: 0 built, 1 up to date");
    }

    @Test
    void leave_that_the_builder_does_not_grant_is_told_of_with_where_it_is_granted() {
        TestProject project = new TestProject(folder, Machine.REGISTRY)
                .image("mighty", "RUN --security=insecure true")
                .write();

        project.build("-Drunner.builder=" + builder)
                .failed()
                .says("this step needs the entitlement security.insecure, which isn't asked for");
        project.build("-Drunner.builder=" + builder, "-Drunner.entitlements=security.insecure")
                .failed()
                .says(
                        "granting entitlement security.insecure is not allowed",
                        "to mend it: let the builder grant it: buildkitd with --allow-insecure-entitlement security.insecure");
    }
}
