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
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SourceCheckTest {

    private static final String MATRIX = "rules: [{backend: x, services: [tool], platforms: [linux/amd64]}]\n";
    private static final String DOCKERFILE = """
            ARG X_VERSION=1.0
            ARG TOOL_VERSION=2
            FROM debian:bookworm-slim AS tool
            COPY patches/ /patches/
            COPY --from=models / /models/
            """;

    @TempDir
    private Path root;

    private Pack pack;
    private PlatformImage image;

    @BeforeEach
    void planAnImage() throws IOException {
        write("pack/x/Dockerfile", DOCKERFILE);
        write("pack/x/patches/a.patch", "a");
        write("models/one", "1");
        pack = new Pack(root, Path.of("pack"));
        Plan plan = Planner.plan(new PlanRequest(
                MatrixReader.parse("matrix.yml", MATRIX),
                pack,
                Selection.ALL,
                Map.of(),
                "gpustack/runner",
                "gpustack/runner",
                BasesLock.absent("bases.lock"),
                new BuildOptions(
                        Map.of("models", root.resolve("models").toString()), "", "", List.of(), "", "off", false),
                OptionPlaces.COMMAND_LINE));
        assertThat(plan.errors()).isEmpty();
        image = plan.selected().get(0);
    }

    private Path write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private List<String> changes() {
        return new SourceCheck(pack).changes(image);
    }

    @Test
    void nothing_has_changed_where_nothing_was_touched_or_only_written_anew() throws IOException {
        assertThat(changes()).isEmpty();
        write("pack/x/patches/a.patch", "a");
        write("pack/x/unrelated", "x");
        assertThat(changes()).isEmpty();
    }

    @Test
    void a_file_that_changed_appeared_or_is_gone_is_named() throws IOException {
        write("pack/x/patches/a.patch", "b");
        write("pack/x/patches/b.patch", "b");
        assertThat(changes()).containsExactly("file patches/a.patch changed", "file patches/b.patch added");

        Files.delete(root.resolve("pack/x/patches/a.patch"));
        assertThat(changes()).containsExactly("file patches/a.patch removed", "file patches/b.patch added");
    }

    @Test
    void a_change_whose_time_was_set_back_is_seen() throws IOException {
        Path file = write("pack/x/patches/a.patch", "b");
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        assertThat(changes()).containsExactly("file patches/a.patch changed");
    }

    @Test
    void an_ignore_file_that_appeared_and_a_folder_beside_the_context_count() throws IOException {
        write("pack/x/.dockerignore", "patches/a.patch\n");
        assertThat(changes()).containsExactly("file patches/a.patch removed");

        Files.delete(root.resolve("pack/x/.dockerignore"));
        write("models/two", "2");
        assertThat(changes()).singleElement().asString().startsWith("option context models ");
    }

    @Test
    void instructions_that_changed_and_a_dockerfile_that_is_none_any_more_are_told() throws IOException {
        write("pack/x/Dockerfile", DOCKERFILE + "RUN echo more\n");
        assertThat(changes()).containsExactly("instructions of stage tool or of one that it needs changed");

        write("pack/x/Dockerfile", DOCKERFILE.replace("AS tool", "AS other"));
        assertThat(changes()).containsExactly("its Dockerfile lost the stage tool");

        Files.write(root.resolve("pack/x/Dockerfile"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThat(changes()).hasSize(1);
    }
}
