package ai.gpustack.runner.engine;

import ai.gpustack.runner.process.BrokenEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A copy of files in the shape in which {@code docker cp} can take them: it makes no folder on the way to its target, and keeps
 * the mode that a file has here, where a checkout's umask may hide it from the image's user.
 */
final class Staging implements AutoCloseable {

    private final Path folder;
    private final Path source;
    private final String target;

    private Staging(Path folder, Path source, String target) {
        this.folder = folder;
        this.source = source;
        this.target = target;
    }

    /**
     * Stages a file or folder, below the folders that are missing on its way.
     *
     * @param source what to copy
     * @param target its absolute path in a container
     * @param exists whether the container has a folder
     * @return the copy, to be closed
     */
    static Staging of(Path source, String target, Predicate<String> exists) {
        Deque<String> missing = new ArrayDeque<>();
        String parent = parent(target);
        while (!parent.equals("/") && !exists.test(parent)) {
            missing.push(parent);
            parent = parent(parent);
        }
        try {
            Path folder = Files.createTempDirectory("runner-test-");
            Path into = folder;
            for (String each : missing) {
                into = into.resolve(name(each));
                makeFolder(into);
            }
            copy(source, into.resolve(name(target)));
            String first = missing.isEmpty() ? target : missing.getFirst();
            return new Staging(folder, folder.resolve(name(first)), first);
        } catch (IOException e) {
            throw new BrokenEnvironment(
                    "can't prepare " + source + " for a container: " + e.getMessage(),
                    "make room in the folder for temporary files",
                    e);
        }
    }

    /** {@return what to copy} */
    Path source() {
        return source;
    }

    /** {@return where to, in the container} */
    String target() {
        return target;
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> all;
        try (Stream<Path> tree = Files.walk(from)) {
            all = tree.toList();
        }
        for (Path each : all) {
            Path copy =
                    each.equals(from) ? to : to.resolve(from.relativize(each).toString());
            if (Files.isDirectory(each)) {
                makeFolder(copy);
            } else {
                Files.copy(each, copy);
                allow(copy, Files.isExecutable(each) ? "rwxr-xr-x" : "rw-r--r--");
            }
        }
    }

    private static void makeFolder(Path folder) throws IOException {
        Files.createDirectory(folder);
        allow(folder, "rwxr-xr-x");
    }

    private static void allow(Path file, String permissions) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        }
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public void close() {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            // A temporary file stays behind: nothing that a test should fail for.
        }
    }
}
