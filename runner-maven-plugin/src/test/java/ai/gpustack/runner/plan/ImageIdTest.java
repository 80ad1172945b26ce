package ai.gpustack.runner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.matrix.MatrixReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An id changes with exactly what decides the image's content. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ImageIdTest {

    private static final String DOCKERFILE = """
            # syntax=docker/dockerfile:1
            # A comment.
            ARG X_VERSION=1.0
            ARG TOOL_VERSION=2
            ARG OTHER=3
            FROM debian:bookworm-slim AS runtime
            RUN <<EOF
            # this line is content
            echo runtime
            EOF
            FROM runtime AS tool
            ARG TOOL_VERSION
            COPY patches/ /patches/
            RUN echo ${TOOL_VERSION} \\
                && echo done
            FROM runtime AS unrelated
            ARG OTHER
            COPY notes.txt /
            RUN echo ${OTHER}
            """;

    private static final String RULE = "rules: [{backend: x, services: [tool], platforms: [linux/amd64]}]\n";

    @TempDir
    private Path root;

    @BeforeEach
    void aPack() throws IOException {
        write("Dockerfile", DOCKERFILE);
        write("patches/a.patch", "a");
        write("notes.txt", "notes");
    }

    private Path write(String name, String text) throws IOException {
        Path file = root.resolve("pack/x").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private String id() {
        return id(RULE, Map.of());
    }

    private String id(String matrix, Map<String, String> overrides) {
        Plan plan = Planner.plan(new PlanRequest(
                MatrixReader.parse("matrix.yml", matrix),
                new Pack(root, Path.of("pack")),
                Selection.ALL,
                overrides,
                "gpustack/runner",
                "gpustack/runner"));
        assertThat(plan.errors()).isEmpty();
        return plan.selected().get(0).id();
    }

    private String idWith(String from, String to) throws IOException {
        assertThat(DOCKERFILE).contains(from);
        write("Dockerfile", DOCKERFILE.replace(from, to));
        return id();
    }

    @Test
    void it_is_64_hex_digits_and_the_same_every_time() {
        assertThat(id()).matches("[0-9a-f]{64}").isEqualTo(id());
    }

    @Test
    void it_is_the_same_on_every_machine() {
        // Fixed: a change of what an id is made of must raise its schema, as every image gets a new one.
        assertThat(id()).isEqualTo("9cdb5b1eadb7d19ae58e39d6fc9ba511af012dbc37af8647aa94126fbb3da350");
    }

    @Test
    void a_version_that_no_stage_uses_changes_it_where_the_tag_says_it() throws IOException {
        String before = id();
        assertThat(idWith("X_VERSION=1.0", "X_VERSION=1.0.7")).isEqualTo(before);
        assertThat(idWith("X_VERSION=1.0", "X_VERSION=1.1")).isNotEqualTo(before);
    }

    @Test
    void comments_and_line_breaks_do_not_change_it() throws IOException {
        String before = id();
        assertThat(idWith("# A comment.", "# Another comment,\n# on two lines."))
                .isEqualTo(before);
        assertThat(idWith("    && echo done", "    # why\n    && echo done")).isEqualTo(before);
    }

    @Test
    void an_unrelated_stage_or_argument_or_file_does_not_change_it() throws IOException {
        String before = id();
        assertThat(idWith("RUN echo ${OTHER}", "RUN echo something else")).isEqualTo(before);
        assertThat(idWith("ARG OTHER=3", "ARG OTHER=4")).isEqualTo(before);
        write("Dockerfile", DOCKERFILE);
        write("notes.txt", "other notes");
        write("tool.test.yml", "schemaVersion: 2.0.0");
        write("Dockerfile.another", "FROM scratch");
        assertThat(id()).isEqualTo(before);
        assertThat(id(RULE.replace("services: [tool]", "services: [tool], args: {OTHER: 9}"), Map.of()))
                .isEqualTo(before);
    }

    @Test
    void time_stamps_do_not_change_it() throws IOException {
        String before = id();
        Files.setLastModifiedTime(root.resolve("pack/x/patches/a.patch"), FileTime.fromMillis(0));
        assertThat(id()).isEqualTo(before);
    }

    @Test
    void an_ignored_file_does_not_change_it() throws IOException {
        write(".dockerignore", "**/*.orig\n");
        String before = id();
        write("patches/a.patch.orig", "x");
        assertThat(id()).isEqualTo(before);
    }

    @Test
    void an_instruction_of_the_target_or_of_a_stage_below_it_changes_it() throws IOException {
        String before = id();
        assertThat(idWith("echo runtime", "echo Runtime")).isNotEqualTo(before);
        assertThat(idWith("# this line is content", "# this line is other content"))
                .isNotEqualTo(before);
        assertThat(idWith("&& echo done", "&& echo Done")).isNotEqualTo(before);
        assertThat(idWith("bookworm-slim", "bookworm")).isNotEqualTo(before);
        assertThat(idWith("docker/dockerfile:1", "docker/dockerfile:2")).isNotEqualTo(before);
    }

    @Test
    void the_value_of_an_argument_in_use_changes_it() throws IOException {
        String before = id();
        assertThat(id(RULE, Map.of("TOOL_VERSION", "7"))).isNotEqualTo(before);
        assertThat(idWith("TOOL_VERSION=2", "TOOL_VERSION=7")).isNotEqualTo(before);
    }

    @Test
    void where_a_value_comes_from_does_not_matter() throws IOException {
        String overridden = id(RULE, Map.of("TOOL_VERSION", "7"));
        assertThat(idWith("TOOL_VERSION=2", "TOOL_VERSION=7")).isEqualTo(overridden);
    }

    @Test
    void a_byte_a_name_a_mode_or_a_link_of_a_copied_file_changes_it() throws IOException {
        String before = id();
        write("patches/a.patch", "b");
        assertThat(id()).isNotEqualTo(before);

        write("patches/a.patch", "a");
        assertThat(id()).isEqualTo(before);
        Files.setPosixFilePermissions(
                root.resolve("pack/x/patches/a.patch"), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(id()).isNotEqualTo(before);

        Files.setPosixFilePermissions(
                root.resolve("pack/x/patches/a.patch"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(id()).isEqualTo(before);
        Path link = root.resolve("pack/x/patches/link");
        Files.createSymbolicLink(link, Path.of("a.patch"));
        String linked = id();
        assertThat(linked).isNotEqualTo(before);
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("b.patch"));
        assertThat(id()).isNotEqualTo(linked).isNotEqualTo(before);
    }

    @Test
    void platform_and_revision_change_it() {
        String before = id();
        assertThat(id(RULE.replace("amd64", "arm64"), Map.of())).isNotEqualTo(before);
        assertThat(id(RULE.replace("services:", "revision: 1, services:"), Map.of()))
                .isNotEqualTo(before);
    }
}
