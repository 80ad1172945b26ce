package ai.gpustack.runner.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a file in one piece: a reader sees the old or the new content, never half of it, also when Maven is killed. */
public final class WholeFile {

    private WholeFile() {}

    /**
     * Writes a text in place of what the file held before.
     *
     * @param file the file; its folder is made if there is none
     * @param text the text
     * @throws IOException if it can't be written; what it held before is still there
     */
    public static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        // Not a temporary file of Java's, which only its owner could read.
        Path half = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            // What isn't Unicode (half of a character that somebody cut) becomes a question mark, rather than an
            // exception.
            Files.write(half, text.getBytes(StandardCharsets.UTF_8));
            move(half, file);
        } finally {
            Files.deleteIfExists(half);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
