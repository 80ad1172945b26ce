package ai.gpustack.runner.mojo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What is said where a file can't be written or read. Java's own words are often nothing but the file's name. */
final class DiskTrouble {

    private DiskTrouble() {}

    /** The problem and how to mend it, as one sentence. */
    static String sentence(UncheckedIOException problem) {
        IOException cause = problem.getCause();
        return inTheWay(cause)
                .map(file -> file + " is a file, and has to be a folder; move it away, then run this again")
                .orElseGet(
                        () -> problem.getMessage() + " (" + cause.getMessage() + "); make it writable, or make room");
    }

    /** The file that stands where a folder is to be. */
    private static Optional<Path> inTheWay(IOException cause) {
        if (!(cause instanceof FileSystemException about) || about.getFile() == null) {
            return Optional.empty();
        }
        Path file = Path.of(about.getFile());
        // Only a folder is made in a way that this is thrown: files replace what is there.
        Path first = cause instanceof FileAlreadyExistsException ? file : file.getParent();
        return Stream.iterate(first, path -> path != null, Path::getParent)
                .filter(path -> Files.exists(path) && !Files.isDirectory(path))
                .findFirst();
    }
}
