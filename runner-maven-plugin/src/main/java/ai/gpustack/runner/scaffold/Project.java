package ai.gpustack.runner.scaffold;

import ai.gpustack.runner.plan.Pack;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is there already.
 *
 * @param matrixFile the matrix file's path as shown to people
 * @param matrix its text; empty if there is none yet
 * @param folder the backend's folder as shown to people: {@code pack/cuda}
 * @param files the names of the files in that folder
 * @param dockerfiles the texts of those of them that are Dockerfiles, by name
 */
public record Project(
        String matrixFile, Optional<String> matrix, String folder, Set<String> files, Map<String, String> dockerfiles) {

    private static final String DEFAULT_MATRIX = "matrix.yml";

    /**
     * Reads what matters of a project.
     *
     * @param matrix the matrix file
     * @param pack the pack directory
     * @param backend the backend, whether it is there or not
     * @return what is there
     * @throws InvalidInput if a file isn't text, or there is no matrix file where another than the usual one was named
     */
    public static Project read(Path matrix, Pack pack, String backend) {
        String shown = pack.shown(matrix);
        if (Files.notExists(matrix) && !matrix.endsWith(DEFAULT_MATRIX)) {
            throw new InvalidInput(List.of(Problem.error(
                    Location.of(shown),
                    "there is no matrix file here",
                    "say where it is: -Drunner.matrix=FILE; without that, a new " + DEFAULT_MATRIX + " is made")));
        }
        Path folder = pack.testFile(backend, "x").getParent();
        var files = new TreeSet<String>();
        var dockerfiles = new TreeMap<String, String>();
        for (Path file : list(folder)) {
            String name = file.getFileName().toString();
            files.add(name);
            if (name.matches("Dockerfile|Dockerfile\\.[a-z][a-z0-9-]*") && Files.isRegularFile(file)) {
                dockerfiles.put(name, text(file, pack.shown(file)));
            }
        }
        return new Project(
                shown,
                Files.exists(matrix) ? Optional.of(text(matrix, shown)) : Optional.empty(),
                pack.shown(folder),
                files,
                dockerfiles);
    }

    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException("can't list " + folder, e);
        }
    }

    private static String text(Path file, String shown) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new InvalidInput(List.of(Problem.error(Location.of(shown), "not UTF-8 text", "save it in UTF-8")));
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + shown, e);
        }
    }

    /** The path of a file in the backend's folder, as shown to people. */
    String path(String name) {
        return folder + "/" + name;
    }
}
