package ai.gpustack.runner.dockerfile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The Dockerfiles in src/test/resources/dockerfile/corpus, each named after what it shows. {@code NAME.args} holds the build
 * arguments that are given, {@code NAME.golden} how the file is read.
 *
 * @param name what it shows
 * @param file the Dockerfile
 */
record Corpus(String name, Path file) {

    private static final Path FOLDER = Path.of("src/test/resources/dockerfile/corpus");
    private static final String ENDING = ".Dockerfile";

    static List<Corpus> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(ENDING))
                    .sorted()
                    .map(file -> new Corpus(file.getFileName().toString().replace(ENDING, ""), file))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text() {
        return read(file);
    }

    Path golden() {
        return FOLDER.resolve(name + ".golden");
    }

    Dockerfile parsed() {
        return Dockerfile.parse("Dockerfile", text());
    }

    /** The build arguments that are given from outside. */
    Map<String, String> given() {
        var given = new LinkedHashMap<String, String>();
        Path args = FOLDER.resolve(name + ".args");
        if (Files.exists(args)) {
            read(args).lines().forEach(line -> {
                int equals = line.indexOf('=');
                given.put(line.substring(0, equals), line.substring(equals + 1));
            });
        }
        return given;
    }

    /** What is given, and what BuildKit sets by itself when it builds for linux/amd64 on such a machine. */
    Map<String, String> givenOnAmd64() {
        var given = new LinkedHashMap<>(given());
        for (String side : List.of("BUILD", "TARGET")) {
            given.put(side + "PLATFORM", "linux/amd64");
            given.put(side + "OS", "linux");
            given.put(side + "ARCH", "amd64");
            given.put(side + "VARIANT", "");
        }
        return given;
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
