package ai.gpustack.runner.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Two machines over mTLS, a builder for each platform. */
@EnabledOnOs(OS.LINUX)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@NeedsEngine(registry = Machine.REGISTRY)
@NeedsWorkers
class FarmIT {

    private static final String AMD64 = "linux/amd64";
    private static final String ARM64 = "linux/arm64";

    @TempDir
    private Path folder;

    private Worker amd64;
    private Worker arm64;
    private RemoteBuilder amd64Builder;
    private RemoteBuilder arm64Builder;
    private TestProject project;

    @BeforeEach
    void start() throws IOException {
        Certificates certificates = Certificates.in(Files.createDirectory(folder.resolve("certificates")));
        String run = folder.getFileName().toString();
        amd64 = worker("amd64", AMD64, certificates);
        amd64Builder = new RemoteBuilder(run + "-amd64", amd64);
        arm64 = worker("arm64", ARM64, certificates);
        arm64Builder = new RemoteBuilder(run + "-arm64", arm64);
        project = new TestProject(Files.createDirectory(folder.resolve("project")), Machine.REGISTRY)
                .platforms(AMD64, ARM64);
    }

    private Worker worker(String name, String platform, Certificates certificates) throws IOException {
        Path place = Files.createDirectory(folder.resolve(name));
        return new Worker(place, place.resolve("root"), platform, certificates);
    }

    @AfterEach
    void end() {
        for (AutoCloseable each : new AutoCloseable[] {arm64Builder, amd64Builder, arm64, amd64}) {
            if (each != null) {
                try {
                    each.close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private String[] onTheFarm(String... more) {
        var arguments = new ArrayList<>(List.of(
                "-Drunner.builder." + AMD64 + "=" + amd64Builder.name(),
                "-Drunner.builder." + ARM64 + "=" + arm64Builder.name()));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private String builderOf(String service, String platform) {
        return project.reported(service, platform).at("/run/builder").asString("");
    }

    @Test
    void each_platform_is_built_by_its_own_machine() {
        project.image("one", "ARG TARGETARCH\nRUN echo \"on $TARGETARCH: $(uname -m)\"")
                .image("two", "RUN echo two")
                .write();

        project.build(onTheFarm()).succeeded().says("4 of 4 platform images are pushed: 4 built, 0 up to date");

        for (String service : new String[] {"one", "two"}) {
            assertThat(builderOf(service, AMD64)).isEqualTo(amd64Builder.name());
            assertThat(builderOf(service, ARM64)).isEqualTo(arm64Builder.name());
        }
        assertThat(project.log("one", AMD64)).contains("on amd64: x86_64");
        assertThat(project.log("one", ARM64)).contains("on arm64: aarch64");
        assertThat(architecture("one", ARM64)).isEqualTo("arm64");
    }

    private String architecture(String service, String platform) {
        Map<String, Object> config = project.pushed(Machine.REGISTRY).config(TestProject.tag(service, platform));
        return config.get("architecture").toString();
    }

    @Test
    void leave_that_is_asked_for_and_that_a_machine_grants_lets_a_step_do_what_others_may_not() {
        project.image("mighty", "RUN --security=insecure mount -t tmpfs none /mnt")
                .write();

        project.build(onTheFarm("-Dplatform=" + AMD64, "-Drunner.entitlements=security.insecure"))
                .succeeded();
    }

    @Test
    void when_a_machine_loses_its_power_its_images_are_tried_again_when_it_is_back_and_the_others_are_untouched() {
        project.image("first", "RUN echo first")
                .image("slow", "RUN for i in $(seq 12); do echo at $i; sleep 1; done")
                .write();

        try (var watch = new ReportWatch(project);
                MavenProcess maven = project.startBuild(onTheFarm("-Drunner.retryWait=2s", "-Drunner.retries=10"))) {
            maven.awaitWhileRunning(
                    "the first image is pushed and the second is being built on both machines",
                    () -> project.state("first", ARM64).equals("built")
                            && project.log("slow", ARM64).contains("at 2")
                            && project.log("slow", AMD64).contains("at 1"));
            arm64.kill();
            maven.awaitWhileRunning(
                    "it is said that it is tried again", () -> maven.text().contains("trying again in"));
            arm64.start();

            maven.await(Duration.ofMinutes(5))
                    .succeeded()
                    .says("4 of 4 platform images are pushed: 4 built, 0 up to date");
            assertThat(watch.versions()).isGreaterThan(1);
        }

        var attempts = project.reported("slow", ARM64).at("/run/attempts");
        assertThat(attempts.size()).isGreaterThan(1);
        assertThat(attempts.get(0).path("kind").asString()).isEqualTo("builder");
        assertThat(project.reported("slow", AMD64).at("/run/attempts")).hasSize(1);
        assertThat(project.reported("first", AMD64).at("/run/attempts")).hasSize(1);
        assertThat(project.reported("first", ARM64).at("/run/attempts")).hasSize(1);
    }

    @Test
    void a_machine_that_is_down_from_the_start_leaves_only_its_platform_not_started() {
        project.image("one", "RUN echo one").image("two", "RUN echo two").write();
        arm64.kill();

        project.build(onTheFarm())
                .failed()
                .says("2 of 4 platform images are pushed: 2 built, 0 up to date", arm64Builder.name());

        assertThat(project.state("one", AMD64)).isEqualTo("built");
        assertThat(project.state("two", AMD64)).isEqualTo("built");
        assertThat(project.state("one", ARM64)).isEqualTo("not-started");
        assertThat(project.state("two", ARM64)).isEqualTo("not-started");

        arm64.start();
        project.build(onTheFarm()).succeeded().says("4 of 4 platform images are pushed: 2 built, 2 up to date");
    }

    @Test
    void two_machines_of_one_builder_build_a_platform_each() {
        project.image("one", "ARG TARGETARCH\nRUN echo \"on $TARGETARCH: $(uname -m)\"")
                .write();
        amd64Builder.append(arm64);

        project.build("-Drunner.builder=" + amd64Builder.name())
                .succeeded()
                .says("2 of 2 platform images are pushed: 2 built, 0 up to date");

        assertThat(project.log("one", AMD64)).contains("on amd64: x86_64");
        assertThat(project.log("one", ARM64)).contains("on arm64: aarch64");
        assertThat(architecture("one", ARM64)).isEqualTo("arm64");
    }

    /** buildx itself would wait for the machine, and then build nothing. */
    @Test
    void a_builder_one_of_whose_machines_is_down_is_refused_by_the_machine_s_name() {
        project.image("one", "RUN echo one").write();
        amd64Builder.append(arm64);
        arm64.kill();

        project.build("-Drunner.builder=" + amd64Builder.name())
                .failed()
                .says("builder " + amd64Builder.name() + " can't be used", arm64.address());

        assertThat(project.state("one", AMD64)).isEqualTo("not-started");
        assertThat(project.state("one", ARM64)).isEqualTo("not-started");
    }
}
