package ai.gpustack.runner.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.source.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ContextFilesTest {

    @TempDir
    private Path context;

    @BeforeEach
    void a_context() throws IOException {
        for (String file : List.of(
                "Dockerfile", "a.txt", "b.txt", "run.sh", "src/one.py", "src/two.py", "src/deep/three.py", "x y/z")) {
            write(file, file);
        }
        Files.createDirectories(context.resolve("empty"));
    }

    private Path write(String file, String text) throws IOException {
        Path path = context.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    private ContextSelection select(Map<String, String> given, String... lines) {
        Dockerfile file = Dockerfile.parse("Dockerfile", String.join("\n", lines) + "\n");
        Closure closure = file.closure(String.valueOf(file.stages().size() - 1), file.values(given))
                .orElseThrow();
        return new ContextFiles().selectedBy(closure, context, "Dockerfile");
    }

    private List<String> paths(String... lines) {
        ContextSelection selection = select(Map.of(), lines);
        assertThat(selection.problems()).isEmpty();
        return selection.entries().stream().map(ContextEntry::path).toList();
    }

    private List<String> everything() {
        return paths("FROM scratch", "COPY . /");
    }

    @Test
    void COPY_of_the_directory_selects_everything_sorted() {
        assertThat(everything())
                .containsExactly(
                        "Dockerfile",
                        "a.txt",
                        "b.txt",
                        "empty",
                        "run.sh",
                        "src",
                        "src/deep",
                        "src/deep/three.py",
                        "src/one.py",
                        "src/two.py",
                        "x y",
                        "x y/z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "COPY a.txt /                          => a.txt",
                "COPY ./a.txt /b.txt /                 => a.txt b.txt",
                "COPY *.txt /                          => a.txt b.txt",
                "COPY [ab].t?t /                       => a.txt b.txt",
                "COPY src /                            => src src/deep src/deep/three.py src/one.py src/two.py",
                "COPY src/*.py /                       => src/one.py src/two.py",
                "COPY s*/deep /                        => src/deep src/deep/three.py",
                "COPY --exclude=*.py src /             => src src/deep src/deep/three.py",
                "COPY --exclude=**/*.py src /          => src src/deep",
                "COPY --exclude=deep src /             => src src/one.py src/two.py",
                "COPY --parents src/deep/three.py /    => src src/deep src/deep/three.py",
                "COPY --parents src/**/t*.py /         => src src/deep src/deep/three.py src/two.py",
                "COPY --parents src/./deep /           => src/deep src/deep/three.py",
                "COPY nothing* /                       => ~",
                "ADD https://example.com/x a.txt /     => a.txt",
                "ADD git@example.com:a/b.git b.txt /   => b.txt",
                "COPY --from=debian a.txt /            => ~",
                "COPY <<a.txt b.txt /                  => b.txt",
                "RUN --mount=type=bind,source=src/deep,target=/t x => src/deep src/deep/three.py",
                "RUN --mount=source=a.txt,target=/t x  => a.txt",
                "RUN --mount=type=cache,source=a.txt,target=/t x => ~",
                "RUN echo a.txt                        => ~",
                "ONBUILD COPY a.txt /                  => ~"
            })
    void an_instruction_selects_what_it_can_take(String instruction, String expected) {
        String heredoc = instruction.contains("<<") ? "\nx\na.txt" : "";
        List<String> wanted = expected.equals("~") ? List.of() : List.of(expected.split(" "));
        assertThat(paths("FROM scratch", instruction + heredoc)).isEqualTo(wanted);
    }

    @Test
    void a_path_with_a_space_is_written_as_JSON() {
        assertThat(paths("FROM scratch", "COPY [\"x y/z\", \"/\"]")).containsExactly("x y/z");
    }

    @Test
    void arguments_and_variables_are_expanded() {
        String[] lines = {
            "ARG NAME=a", "FROM scratch AS base", "ARG NAME", "ENV FILE=${NAME}.txt", "FROM base", "COPY $FILE /"
        };
        assertThat(paths(lines)).containsExactly("a.txt");
        assertThat(select(Map.of("NAME", "b"), lines).entries())
                .extracting(ContextEntry::path)
                .containsExactly("b.txt");
    }

    @Test
    void a_variable_that_an_image_may_set_selects_everything() {
        assertThat(paths("FROM debian", "COPY $UNKNOWN /")).isEqualTo(everything());
        assertThat(paths("FROM debian", "ENV A=$UNKNOWN", "COPY ${A}.txt /")).isEqualTo(everything());
        assertThat(paths("FROM debian", "ARG N=a", "COPY ${N}.txt /")).containsExactly("a.txt");
    }

    @Test
    void what_ONBUILD_defers_selects_for_the_stage_that_is_based_on_it() {
        assertThat(paths("FROM scratch AS a", "ONBUILD COPY a.txt /", "FROM a")).containsExactly("a.txt");
    }

    @Test
    void a_name_that_is_no_text_here_is_a_problem_rather_than_another_file() throws Exception {
        // In no encoding of file names is this byte a letter by itself: neither in UTF-8 nor in ASCII.
        new ProcessBuilder("bash", "-c", "touch $'gr\\xfc.txt'")
                .directory(context.toFile())
                .start()
                .waitFor();

        assertThat(select(Map.of(), "FROM scratch AS x", "COPY . /").problems())
                .map(Problem::what)
                .containsExactly("this name isn't text in the encoding of file names here, "
                        + System.getProperty("sun.jnu.encoding"));
        assertThat(select(Map.of(), "FROM scratch AS x", "COPY a* /").problems())
                .noneMatch(problem -> problem.what().contains("encoding"));
    }

    @Test
    void stages_outside_the_closure_select_nothing() {
        assertThat(paths("FROM scratch", "COPY a.txt /", "FROM scratch", "COPY b.txt /"))
                .containsExactly("b.txt");
    }

    @Test
    void a_source_that_is_not_there_is_a_problem_at_its_line() {
        assertThat(select(Map.of(), "FROM scratch", "COPY a.txt \\", "  missing.txt /")
                        .problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.isError()).isTrue();
                    assertThat(problem.at().line()).isEqualTo(2);
                    assertThat(problem.what()).contains("missing.txt");
                });
    }

    @Test
    void a_context_that_is_not_there_is_a_problem_only_where_something_is_copied() {
        Path nowhere = context.resolve("nowhere");
        Dockerfile file = Dockerfile.parse("Dockerfile", "FROM scratch\nCOPY a /\nFROM scratch\nRUN x\n");
        var values = file.values(Map.of());
        var files = new ContextFiles();
        assertThat(files.selectedBy(file.closure("0", values).orElseThrow(), nowhere, "Dockerfile")
                        .problems())
                .hasSize(1);
        assertThat(files.selectedBy(file.closure("1", values).orElseThrow(), nowhere, "Dockerfile")
                        .problems())
                .isEmpty();
    }

    @Test
    void the_ignore_file_keeps_paths_out() throws IOException {
        write(".dockerignore", "*\n!src\nsrc/deep\n");
        assertThat(everything()).containsExactly("src", "src/one.py", "src/two.py");
    }

    @Test
    void a_directory_that_is_kept_out_is_there_for_what_is_taken_back_in_it() throws IOException {
        write(".dockerignore", "*\n!src/deep/three.py\n");
        assertThat(everything()).containsExactly("src", "src/deep", "src/deep/three.py");
    }

    @Test
    void the_ignore_file_of_the_Dockerfile_wins() throws IOException {
        write(".dockerignore", "a.txt\n");
        write("Dockerfile.dockerignore", "*\n!b.txt\n");
        assertThat(everything()).containsExactly("b.txt");
    }

    @Test
    void a_source_that_is_kept_out_is_a_problem_that_names_the_ignore_file() throws IOException {
        write(".dockerignore", "a.txt\n");
        assertThat(select(Map.of(), "FROM scratch", "COPY a.txt /").problems())
                .extracting(Problem::what)
                .singleElement()
                .asString()
                .contains(".dockerignore");
    }

    @Test
    void a_link_is_an_entry_of_its_own_and_leads_on_where_a_source_names_it() throws IOException {
        Files.createSymbolicLink(context.resolve("link"), Path.of("src/deep"));
        Files.createSymbolicLink(context.resolve("src/inner"), Path.of("../a.txt"));
        Files.createSymbolicLink(context.resolve("loop"), Path.of("loop"));
        assertThat(paths("FROM scratch", "COPY src/inner /")).containsExactly("a.txt", "src/inner");
        assertThat(paths("FROM scratch", "COPY link/three.py /")).containsExactly("link", "src/deep/three.py");
        assertThat(paths("FROM scratch", "COPY link /")).containsExactly("link", "src/deep", "src/deep/three.py");
        assertThat(paths("FROM scratch", "COPY src /")).contains("src/inner").doesNotContain("a.txt");
        assertThat(select(Map.of(), "FROM scratch", "COPY loop /").problems()).hasSize(1);
        assertThat(select(Map.of(), "FROM scratch", "COPY src/inner /")
                        .entries()
                        .get(1)
                        .linkTarget())
                .contains("../a.txt");
    }

    @Test
    void an_entry_changes_with_its_bytes_and_its_executable_bit_and_nothing_else() throws IOException {
        ContextSelection before = select(Map.of(), "FROM scratch", "COPY run.sh /");
        Files.setLastModifiedTime(context.resolve("run.sh"), FileTime.fromMillis(0));
        Files.setPosixFilePermissions(context.resolve("run.sh"), PosixFilePermissions.fromString("rw-------"));
        assertThat(select(Map.of(), "FROM scratch", "COPY run.sh /").entries()).isEqualTo(before.entries());

        Files.setPosixFilePermissions(context.resolve("run.sh"), PosixFilePermissions.fromString("rwx------"));
        ContextSelection executable = select(Map.of(), "FROM scratch", "COPY run.sh /");
        assertThat(executable.entries()).isNotEqualTo(before.entries());
        write("run.sh", "run.sH");
        assertThat(select(Map.of(), "FROM scratch", "COPY run.sh /").entries()).isNotEqualTo(executable.entries());
    }

    @Test
    void what_an_umask_hides_from_others_is_warned_of_unless_copy_gives_it_permissions() throws IOException {
        Files.setPosixFilePermissions(context.resolve("run.sh"), PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(context.resolve("src"), PosixFilePermissions.fromString("rwxr-x---"));

        assertThat(select(Map.of(), "FROM scratch", "COPY run.sh src /").problems())
                .singleElement()
                .asString()
                .startsWith("run.sh: warning: not all may read it (and 1 more): so it is in the image");
        assertThat(select(Map.of(), "FROM scratch", "COPY --chmod=644 run.sh /").problems())
                .isEmpty();
        assertThat(select(Map.of(), "FROM scratch", "COPY a.txt /").problems()).isEmpty();
        assertThat(select(Map.of(), "FROM scratch", "RUN --mount=target=/x,source=run.sh true")
                        .problems())
                .isEmpty();
    }

    @Test
    void a_digest_is_the_sha256_of_the_bytes() throws IOException {
        write("a.txt", "abc");
        assertThat(select(Map.of(), "FROM scratch", "COPY a.txt /")
                        .entries()
                        .get(0)
                        .sha256())
                .contains("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void a_file_is_read_once_in_a_run() throws IOException {
        Dockerfile file = Dockerfile.parse("Dockerfile", "FROM scratch\nCOPY a.txt /\nFROM scratch\nCOPY *.txt /\n");
        var files = new ContextFiles();
        var values = file.values(Map.of());
        ContextSelection first = files.selectedBy(file.closure("0", values).orElseThrow(), context, "Dockerfile");
        write("a.txt", "changed meanwhile");
        ContextSelection second = files.selectedBy(file.closure("1", values).orElseThrow(), context, "Dockerfile");
        assertThat(second.entries()).contains(first.entries().get(0));
    }
}
