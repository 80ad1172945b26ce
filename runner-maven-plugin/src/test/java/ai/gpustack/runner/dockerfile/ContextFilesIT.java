package ai.gpustack.runner.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.it.NeedsEngine;
import ai.gpustack.runner.it.Refusal;
import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.process.Output;
import ai.gpustack.runner.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Builds, and compares what is in the image with what was selected. Every file holds its own path, so that it is recognised
 * wherever it is copied to.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@NeedsEngine
class ContextFilesIT {

    private static final List<String> FILES = List.of(
            "a.txt",
            "b.txt",
            "keep.log",
            "[x].txt",
            "src/one.py",
            "src/two.py",
            "src/keep.log",
            "src/deep/three.py",
            "src/deep/keep.log",
            "src/deep/er/four.txt",
            "vendor/lib/five.py",
            "vendor/six.txt",
            ".hidden/seven.txt");

    private final Programs programs = new Programs();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "COPY . /;                        ''",
                "COPY . /;                        *.txt",
                "COPY . /;                        **/*.log",
                "COPY . /;                        **/*.log !src/keep.log",
                "COPY . /;                        * !src",
                "COPY . /;                        * !src/deep",
                "COPY . /;                        * !**/*.py",
                "COPY . /;                        src vendor !vendor/six.txt",
                "COPY . /;                        src/** !src/deep/er",
                "COPY . /;                        **/deep",
                "COPY . /;                        /src/ ./vendor/",
                "COPY . /;                        #src",
                "COPY . /;                        .hidden src/d* ?.txt",
                "COPY . /;                        \\[x\\].txt",
                "COPY . /;                        **",
                "COPY . /;                        ** !a.txt",
                "COPY src /;                      src/deep",
                "COPY *.txt /;                    ''",
                "COPY [[]x].txt /;                ''",
                "COPY s*/*.py /;                  ''",
                "COPY */deep /;                   ''",
                "COPY src/de* /;                  **/*.log",
                "COPY ./src/../vendor /;          ''",
                "COPY a.txt src/one.py /o/;       ''",
                "COPY missing.txt /;              ''",
                "COPY missing* a.txt /;           ''",
                "COPY a.txt /;                    a.txt",
                "COPY link /;                     ''",
                "COPY link/three.py /;            ''",
                "COPY dir/inner.txt /;            ''",
                "COPY dir /;                      ''",
                "COPY l*k /;                      ''",
                "ADD src /;                       ''",
                "COPY ${NAME}.txt /;              ''"
            })
    void the_image_holds_what_was_selected(String instruction, String ignored) throws IOException {
        Path context = context(ignored);
        String text = "FROM scratch\nARG NAME=b\n" + instruction + "\n";
        Dockerfile file = Dockerfile.parse("Dockerfile", text);
        Closure closure = file.closure("0", file.values(Map.of())).orElseThrow();
        ContextSelection selection = new ContextFiles().selectedBy(closure, context, "Dockerfile");
        Optional<Set<String>> built = build(context, text);
        assertThat(built.isPresent())
                .as("%s", selection.problems())
                .isEqualTo(selection.problems().isEmpty());
        Set<String> selected = selection.entries().stream()
                .filter(entry -> entry.kind() == ContextEntry.Kind.FILE)
                .map(ContextEntry::path)
                .collect(Collectors.toCollection(TreeSet::new));
        built.ifPresent(contents -> assertThat(contents).isEqualTo(selected));
    }

    private Path context(String ignored) throws IOException {
        Path context = Files.createDirectories(folder.resolve("context"));
        for (String name : FILES) {
            Path file = context.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
        Files.createSymbolicLink(context.resolve("link"), Path.of("src/deep"));
        Files.createDirectories(context.resolve("dir"));
        Files.createSymbolicLink(context.resolve("dir/inner.txt"), Path.of("../a.txt"));
        if (!ignored.isEmpty()) {
            Files.writeString(context.resolve(".dockerignore"), ignored.replace(' ', '\n') + "\n.dockerignore\n");
        }
        return context;
    }

    /** The contents of the files of the image; empty if it can't be built. */
    private Optional<Set<String>> build(Path context, String dockerfile) throws IOException {
        Path out = folder.resolve("out");
        Path file = Files.writeString(folder.resolve("Dockerfile"), dockerfile);
        Output output = programs.capture(Command.of(
                        "docker",
                        "buildx",
                        "build",
                        "--output",
                        "type=local,dest=" + out,
                        "-f",
                        file.toString(),
                        context.toString())
                .within(Duration.ofMinutes(2)));
        if (!output.succeeded()) {
            Refusal.isSaidBy(output);
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(out)) {
            return Optional.of(files.filter(path -> Files.isRegularFile(path, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                    .map(Corpus::read)
                    .collect(Collectors.toCollection(TreeSet::new)));
        }
    }
}
