package ai.gpustack.runner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.matrix.MatrixReader;
import ai.gpustack.runner.source.OptionPlaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SourceCheckTest {

    private static final String MATRIX = "rules: [{backend: x, services: [tool], platforms: [linux/amd64]}]\n";
    private static final String DOCKERFILE = """
            ARG X_VERSION=1.0
            ARG TOOL_VERSION=2
            FROM debian:bookworm-slim AS tool
            COPY patches/ /patches/
            COPY requirements.txt wheels/*.whl /wheels/
            COPY --from=models / /models/
            """;

    @TempDir
    private Path root;

    private Instant opened;
    private Pack pack;
    private PlatformImage image;

    @BeforeEach
    void planAnImage() throws IOException {
        write("pack/x/Dockerfile", DOCKERFILE);
        write("pack/x/patches/a.patch", "a");
        write("pack/x/requirements.txt", "r");
        write("models/one", "1");
        // All that was written so far is older than the plan, by more than file systems are unsure of.
        opened = Instant.now().plusSeconds(3);
        pack = new Pack(root, Path.of("pack"), opened);
        plan(root.resolve("models"));
    }

    private void plan(Path models) {
        Plan plan = Planner.plan(new PlanRequest(
                MatrixReader.parse("matrix.yml", MATRIX),
                pack,
                Selection.ALL,
                Map.of(),
                "gpustack/runner",
                "gpustack/runner",
                BasesLock.absent("bases.lock"),
                new BuildOptions(Map.of("models", models.toString()), "", "", List.of(), "", "off", ""),
                OptionPlaces.COMMAND_LINE));
        assertThat(plan.errors()).isEmpty();
        image = plan.selected().get(0);
    }

    private Path write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /** Writes a file so late that it is newer than the plan. */
    private Path writeLater(String name, String text) throws IOException {
        Path file = write(name, text);
        while (!isLater(file)) {
            file = write(name, text);
        }
        return file;
    }

    private boolean isLater(Path file) throws IOException {
        Instant written = ((FileTime) Files.getAttribute(file, "unix:ctime")).toInstant();
        return written.isAfter(opened.minusSeconds(2));
    }

    private List<String> dockerfile() {
        return new SourceCheck(pack).dockerfile(image).changes(image);
    }

    private List<String> context() {
        return new SourceCheck(pack).context(image).changes(image);
    }

    private List<String> folders() {
        return new SourceCheck(pack).folders(image).changes(image);
    }

    @Test
    void what_is_older_than_the_plan_is_not_read_again() throws IOException {
        write("pack/x/patches/a.patch", "b");
        write("models/one", "2");
        write("pack/x/Dockerfile", DOCKERFILE + "RUN echo more\n");

        assertThat(context()).isEmpty();
        assertThat(folders()).isEmpty();
        assertThat(dockerfile()).isEmpty();
    }

    @Test
    void a_file_that_was_only_written_anew_has_not_changed() throws IOException {
        writeLater("pack/x/patches/a.patch", "a");
        write("pack/x/unrelated", "x");
        write("models/one", "1");
        write("pack/x/Dockerfile", DOCKERFILE);

        assertThat(context()).isEmpty();
        assertThat(folders()).isEmpty();
        assertThat(dockerfile()).isEmpty();
    }

    @Test
    void a_file_that_changed_appeared_or_is_gone_is_named() throws IOException {
        writeLater("pack/x/patches/a.patch", "b");
        write("pack/x/patches/b.patch", "b");
        assertThat(context()).containsExactly("file patches/a.patch changed", "file patches/b.patch added");

        Files.delete(root.resolve("pack/x/patches/a.patch"));
        assertThat(context()).containsExactly("file patches/a.patch removed", "file patches/b.patch added");
        assertThat(dockerfile()).isEmpty();
    }

    @Test
    void the_first_file_that_a_pattern_matches_is_named() throws IOException {
        writeLater("pack/x/wheels/first.whl", "w");
        assertThat(context()).containsExactly("file wheels/first.whl added");
    }

    /** Moves something elsewhere and leaves a link; all of it older than the plan that is then made. */
    private void behindALink(String name) throws IOException {
        Path file = root.resolve(name);
        Path moved = Files.move(file, root.resolve("moved-" + file.getFileName()));
        Files.createSymbolicLink(file, moved);
        opened = Instant.now().plusSeconds(3);
        pack = new Pack(root, Path.of("pack"), opened);
        plan(root.resolve("models"));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void what_lies_behind_a_link_is_looked_at() throws IOException {
        behindALink("pack/x");
        writeLater("moved-x/patches/b.patch", "b");
        assertThat(context()).containsExactly("file patches/b.patch added");
        writeLater("moved-x/Dockerfile", DOCKERFILE + "RUN echo more\n");
        assertThat(dockerfile()).containsExactly("instructions of stage tool or of one that it needs changed");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void a_dockerfile_and_an_ignore_file_that_are_links_are_looked_at() throws IOException {
        Files.move(root.resolve("pack/x/Dockerfile"), root.resolve("pack/x/Dockerfile.common"));
        Files.createSymbolicLink(root.resolve("pack/x/Dockerfile"), Path.of("Dockerfile.common"));
        write("pack/x/ignored", "");
        Files.createSymbolicLink(root.resolve("pack/x/.dockerignore"), Path.of("ignored"));
        opened = Instant.now().plusSeconds(3);
        pack = new Pack(root, Path.of("pack"), opened);
        plan(root.resolve("models"));

        writeLater("pack/x/ignored", "patches/a.patch\n");
        assertThat(context()).containsExactly("file patches/a.patch removed");
        writeLater("pack/x/Dockerfile.common", DOCKERFILE + "RUN echo more\n");
        assertThat(dockerfile()).containsExactly("instructions of stage tool or of one that it needs changed");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void a_further_context_that_is_a_link_is_looked_at() throws IOException {
        behindALink("models");
        writeLater("moved-models/one", "2");
        assertThat(folders()).containsExactly("option context models changed");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void a_change_whose_time_was_set_back_is_seen() throws IOException {
        Path file = writeLater("pack/x/patches/a.patch", "b");
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        Files.setLastModifiedTime(file.getParent(), FileTime.from(Instant.EPOCH));

        assertThat(context()).containsExactly("file patches/a.patch changed");
    }

    @Test
    void an_ignore_file_that_appeared_counts() throws IOException {
        writeLater("pack/x/.dockerignore", "patches/a.patch\n");
        assertThat(context()).containsExactly("file patches/a.patch removed");
    }

    @Test
    void a_folder_beside_the_context_counts_unless_the_plugin_writes_there() throws IOException {
        writeLater("models/two", "2");
        assertThat(folders()).singleElement().isEqualTo("option context models changed");

        plan(root);
        writeLater("target/runner/report.json", "{}");
        assertThat(folders()).isEmpty();
    }

    @Test
    void instructions_that_changed_and_a_dockerfile_that_is_none_any_more_are_told() throws IOException {
        writeLater("pack/x/Dockerfile", DOCKERFILE + "RUN echo more\n");
        assertThat(dockerfile()).containsExactly("instructions of stage tool or of one that it needs changed");

        write("pack/x/Dockerfile", DOCKERFILE.replace("AS tool", "AS other"));
        assertThat(dockerfile()).containsExactly("its Dockerfile lost the stage tool");

        Files.write(root.resolve("pack/x/Dockerfile"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThat(dockerfile()).containsExactly("its Dockerfile became something that can't be read");
    }

    @Test
    void a_dockerfile_that_was_read_once_is_judged_by_what_it_said_then() throws IOException {
        writeLater("pack/x/Dockerfile", DOCKERFILE);
        SourceCheck.Reading reading = new SourceCheck(pack).dockerfile(image);
        write("pack/x/Dockerfile", DOCKERFILE + "RUN echo more\n");

        assertThat(reading.changes(image)).isEmpty();
        assertThat(dockerfile()).isNotEmpty();
    }
}
