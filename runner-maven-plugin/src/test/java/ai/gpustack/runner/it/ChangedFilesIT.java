package ai.gpustack.runner.it;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.engine.RealEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files are read long after they were planned with: an image waits its turn, or is tried again. What an id says stays true. */
@EnabledOnOs(OS.LINUX)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@NeedsEngine(registry = Machine.REGISTRY)
class ChangedFilesIT {

    private static final String AMD64 = "linux/amd64";
    private static final String FILE = "pack/cpu/f";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private TestProject project;

    /** One image takes its time; the other takes a file, and its turn comes after it. */
    @BeforeEach
    void write() {
        project = new TestProject(folder, Machine.REGISTRY)
                .image("aslow", "RUN echo it begins && sleep 8")
                .image("late", "COPY f /f")
                .write();
        project.write(FILE, "old\n");
    }

    private MavenRun buildWhileTheFileBecomes(String text, String... arguments) {
        return buildWhile(FILE, text, arguments);
    }

    private MavenRun buildWhile(String file, String becomes, String... arguments) {
        try (MavenProcess maven = project.startBuild(arguments)) {
            maven.awaitWhileRunning(
                    "the first image is being built", () -> project.hasPrinted("aslow", AMD64, "it begins"));
            project.write(file, becomes);
            return maven.await(PATIENCE);
        }
    }

    @Test
    void an_image_whose_file_changed_before_it_was_read_fails_and_is_never_found_by_its_id() {
        buildWhileTheFileBecomes("new\n", "-Drunner.parallel=1")
                .failed()
                .says("file f changed: it isn't what its id says", "change nothing that is built meanwhile");

        assertThat(project.state("aslow", AMD64)).isEqualTo("built");
        assertThat(project.state("late", AMD64)).isEqualTo("failed");
        assertThat(project.reported("late", AMD64).at("/failure/kind").asString())
                .isEqualTo("changed");
        assertThat(project.reported("late", AMD64).at("/failure/step").asString())
                .startsWith("[internal] load build ");

        project.write(FILE, "old\n");
        project.build().succeeded().says("2 of 2 platform images are pushed: 1 built, 1 up to date");
        assertThat(project.reported("late", AMD64).path("why").asString())
                .isEqualTo("its files changed while it was built");
        project.build().succeeded().says("2 of 2 platform images are pushed: 0 built, 2 up to date");
    }

    @Test
    void nothing_is_combined_from_an_image_whose_file_changed() {
        buildWhileTheFileBecomes("new\n", "-Drunner.parallel=1").failed();
        project.write(FILE, "old\n");

        project.run("manifest", "-Dservice=late").failed().says("linux/amd64");
        assertThat(project.pushed(Machine.REGISTRY).tags()).doesNotContain("cpu1.0-late1.0-dev");
    }

    @Test
    void an_image_whose_file_changed_and_that_hangs_is_ended_when_its_time_is_over() {
        project = project.withoutImage("late")
                .image("late", "COPY f /f", "RUN sleep 600")
                .write();

        buildWhileTheFileBecomes("new\n", "-Drunner.parallel=1", "-Drunner.timeout=15s")
                .failed()
                .says("1 of 2 platform images are pushed: 1 built, 0 up to date");

        assertThat(project.reported("late", AMD64).at("/failure/kind").asString())
                .isEqualTo("changed");
        assertThat(project.pushed(Machine.REGISTRY).tags()).doesNotContain(TestProject.tag("late", AMD64));
    }

    @Test
    void a_file_that_was_only_written_anew_harms_nothing() {
        buildWhileTheFileBecomes("old\n", "-Drunner.parallel=1")
                .succeeded()
                .says("2 of 2 platform images are pushed: 2 built, 0 up to date");
    }

    @Test
    void a_file_that_changed_after_it_was_read_changes_the_next_build_only() {
        project = new TestProject(folder, Machine.REGISTRY)
                .image("late", "COPY f /f", "RUN echo it was read && sleep 8")
                .write();
        try (MavenProcess maven = project.startBuild()) {
            maven.awaitWhileRunning("the file has been read", () -> project.hasPrinted("late", AMD64, "it was read"));
            project.write(FILE, "new\n");
            maven.await(PATIENCE).succeeded().says("1 of 1 platform image is pushed: 1 built, 0 up to date");
        }

        project.build().succeeded().says("1 of 1 platform image is pushed: 1 built, 0 up to date");
        assertThat(project.reported("late", AMD64).path("why").asString()).isEqualTo("file f changed");
    }

    @Test
    void what_an_image_takes_of_another_ones_reading_is_judged_by_what_was_read_then() {
        project = new TestProject(folder, Machine.REGISTRY)
                .image("aslow", "COPY f /f", "RUN echo it begins && sleep 8")
                .image("late", "COPY f /g")
                .write();

        // BuildKit reads what both take once: the second one gets what was there when the first one's turn came.
        buildWhileTheFileBecomes("new\n", "-Drunner.parallel=1")
                .succeeded()
                .says("2 of 2 platform images are pushed: 2 built, 0 up to date");

        project.write(FILE, "old\n");
        project.build().succeeded().says("2 of 2 platform images are pushed: 0 built, 2 up to date");
        assertThat(fileIn(TestProject.tag("late", AMD64), "/g")).isEqualTo("old\n");
    }

    @Test
    void what_changed_in_a_further_context_counts_as_well() {
        project.write("models/tiny", "one\n");
        project = project.withoutImage("late")
                .image("late", "COPY --from=models /tiny /tiny")
                .write();
        String[] options = {"-Drunner.context.models=models", "-Drunner.parallel=1"};
        buildWhile("models/tiny", "two\n", options)
                .failed()
                .says("option context models changed: it isn't what its id says");
        assertThat(project.state("late", AMD64)).isEqualTo("failed");

        project.build(options).succeeded().says("2 of 2 platform images are pushed: 1 built, 1 up to date");
        assertThat(fileIn(TestProject.tag("late", AMD64), "/tiny")).isEqualTo("two\n");
        project.write("models/tiny", "one\n");
        project.build(options).succeeded().says("2 of 2 platform images are pushed: 1 built, 1 up to date");
        assertThat(project.reported("late", AMD64).path("why").asString())
                .isEqualTo("its files changed while it was built");
    }

    /** What a file in an image says. */
    private String fileIn(String tag, String file) {
        return new RealEngine()
                .docker(
                        PATIENCE,
                        "run",
                        "--rm",
                        Machine.REGISTRY + "/" + project.repository() + ":" + tag,
                        "cat",
                        file);
    }

    @Test
    void an_id_tag_that_somebody_moved_is_not_trusted() {
        project.build().succeeded();
        PushedImages pushed = project.pushed(Machine.REGISTRY);
        String repository = Machine.REGISTRY + "/" + project.repository();
        String late = pushed.digest(TestProject.tag("late", AMD64));
        String id = pushed.tags().stream()
                .filter(tag -> tag.startsWith("id-") && pushed.digest(tag).equals(late))
                .findFirst()
                .orElseThrow();
        new RealEngine()
                .docker(
                        PATIENCE,
                        "buildx",
                        "imagetools",
                        "create",
                        "--prefer-index=false",
                        "-t",
                        repository + ":" + id,
                        repository + ":" + TestProject.tag("aslow", AMD64));

        project.build().succeeded().says("2 of 2 platform images are pushed: 1 built, 1 up to date");

        assertThat(project.reported("late", AMD64).path("why").asString()).isEqualTo("its id tag holds something else");
        Map<String, Object> annotations = annotations(pushed.manifest(id));
        assertThat(annotations).containsEntry("org.opencontainers.image.title", "cpu1.0-late1.0");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> annotations(Map<String, Object> manifest) {
        return (Map<String, Object>) manifest.get("annotations");
    }
}
