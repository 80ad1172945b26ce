package ai.gpustack.runner.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A runtime stage that several images share, built whatever the builder's cache has. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@NeedsEngine(registry = Machine.REGISTRY)
class SharedRuntimeIT {

    private static final String AMD64 = "linux/amd64";
    /** Long enough for another build to come to it. */
    private static final String RUNTIME =
            "COPY file /file\nRUN cat /proc/sys/kernel/random/uuid > /runtime && sleep 3\n";

    private static final List<String> SERVICES = List.of("one", "two", "three");

    @TempDir
    private Path folder;

    /** Writes a project whose steps come to something else whenever they run. */
    private static void write(TestProject project, int revision, String runtime) {
        SERVICES.forEach(project::image);
        project.write();
        project.write(
                "matrix.yml",
                "platforms: [linux/amd64]\nrules:\n  - {backend: cpu, services: " + SERVICES + ", revision: " + revision
                        + "}\n");
        var dockerfile = new StringBuilder("ARG CPU_VERSION=1.0\n");
        SERVICES.forEach(service -> dockerfile.append("ARG " + service.toUpperCase(Locale.ROOT) + "_VERSION=1.0\n"));
        dockerfile.append("FROM debian:bookworm-slim AS runtime\nENV PROJECT=" + project.repository() + "\n" + runtime);
        SERVICES.forEach(service -> dockerfile.append(
                "FROM runtime AS " + service + "-files\nRUN cat /proc/sys/kernel/random/uuid > /files\nFROM runtime AS "
                        + service + "\nRUN cat /proc/sys/kernel/random/uuid > /own\nCOPY --from=" + service
                        + "-files /files /files\n"));
        project.write("pack/cpu/Dockerfile", dockerfile.toString());
        project.write("pack/cpu/file", "revision " + revision + "\n");
    }

    private static Map<String, List<String>> layers(TestProject project) {
        PushedImages pushed = project.pushed(Machine.REGISTRY);
        return SERVICES.stream()
                .collect(Collectors.toMap(
                        service -> service, service -> pushed.layers(TestProject.tag(service, AMD64))));
    }

    /** Builds one image at a time, and once more with a new revision. */
    static void assertThatItIsMadeOnceInEachRevision(TestProject project) {
        write(project, 0, RUNTIME);
        project.build("-Drunner.parallel=1").succeeded();
        Map<String, List<String>> before = layers(project);

        write(project, 1, RUNTIME);
        project.build("-Drunner.parallel=1")
                .succeeded()
                .says("3 of 3 platform images are pushed: 3 built, 0 up to date");
        Map<String, List<String>> after = layers(project);

        assertThat(Stream.of(before, after))
                .allSatisfy(layers -> assertThat(layers.values())
                        .extracting(own -> own.subList(1, 3))
                        .containsOnly(layers.get("one").subList(1, 3)));
        assertThat(SERVICES)
                .allSatisfy(service -> assertThat(after.get(service))
                        .hasSize(5)
                        .doesNotContainAnyElementsOf(before.get(service).subList(1, 5)));
    }

    @Test
    void a_revision_makes_it_once_however_few_images_are_built_at_a_time() {
        assertThatItIsMadeOnceInEachRevision(new TestProject(folder, Machine.REGISTRY));
    }

    @Test
    void what_fails_in_it_fails_all_that_are_built_on_it() {
        TestProject project = new TestProject(folder, Machine.REGISTRY);
        write(project, 1, "RUN echo a run of it begins && exit 3\n");

        MavenRun run = project.build("-Drunner.parallel=1").failed();

        run.says("3 of 3 platform images failed:").says("3 platform images failed at the same step: exit code: 3");
        assertThat(SERVICES).allSatisfy(service -> {
            assertThat(project.reported(service, AMD64).at("/failure/at").asString())
                    .isEqualTo("pack/cpu/Dockerfile:7");
            assertThat(project.reported(service, AMD64).at("/failure/lastLines").valueStream())
                    .extracting(JsonNode::asString)
                    .containsExactly("a run of it begins");
        });
    }

    /** BuildKit tells it by TARGETSTAGE, which is the image's stage. */
    @Test
    void a_runtime_stage_that_knows_what_it_is_built_for_is_built_for_each() {
        TestProject project = new TestProject(folder, Machine.REGISTRY);
        String runtime = "ARG TARGETSTAGE\nRUN cat /proc/sys/kernel/random/uuid > /$TARGETSTAGE\n";
        write(project, 0, runtime);
        project.build("-Drunner.parallel=1").succeeded();
        Map<String, List<String>> before = layers(project);

        write(project, 1, runtime);
        project.build("-Drunner.parallel=1").succeeded();
        Map<String, List<String>> after = layers(project);

        assertThat(SERVICES)
                .allSatisfy(service -> assertThat(after.get(service))
                        .doesNotContainAnyElementsOf(before.get(service).subList(1, 4)));
        assertThat(after.values()).extracting(own -> own.get(1)).doesNotHaveDuplicates();
    }
}
