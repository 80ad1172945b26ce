package ai.gpustack.runner.scaffold;

import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Carries changes out: all of them, or none. */
public final class ChangeWriter {

    private final Path root;

    /** What takes a step back. */
    private final Deque<Step> undo = new ArrayDeque<>();

    private interface Step {
        void run() throws IOException;
    }

    /**
     * A writer.
     *
     * @param root {@code runner.directory}
     */
    public ChangeWriter(Path root) {
        this.root = root;
    }

    /**
     * Writes the files.
     *
     * @param changes what to write, in this order
     * @throws InvalidInput if a file isn't what it was when the changes were made up; nothing was written
     * @throws UncheckedIOException if one can't be written; what was written before it has been taken back
     */
    public void write(List<Change> changes) {
        for (Change change : changes) {
            if (!isAsBefore(change)) {
                throw new InvalidInput(List.of(
                        Problem.error(Location.of(change.path()), "has changed in the meantime", "run it again")));
            }
        }
        for (Change change : changes) {
            try {
                write(change);
            } catch (IOException e) {
                takeBack(e);
                throw new UncheckedIOException("can't write " + change.path(), e);
            }
        }
        undo.clear();
    }

    private boolean isAsBefore(Change change) {
        Path file = root.resolve(change.path());
        try {
            return change.isNew()
                    ? !Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                    : Files.readString(file).equals(change.before().orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + change.path(), e);
        }
    }

    private void write(Change change) throws IOException {
        Path file = root.resolve(change.path());
        if (change.isNew()) {
            createFolder(file.getParent());
            // It must not be there: never overwrite what somebody else wrote.
            Files.writeString(file, "", StandardOpenOption.CREATE_NEW);
            undo.push(() -> Files.deleteIfExists(file));
        } else {
            String before = change.before().orElseThrow();
            undo.push(() -> Files.writeString(file, before));
        }
        Files.writeString(file, change.after());
    }

    private void createFolder(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            createFolder(folder.getParent());
            Files.createDirectory(folder);
            undo.push(() -> Files.deleteIfExists(folder));
        }
    }

    private void takeBack(IOException cause) {
        while (!undo.isEmpty()) {
            try {
                undo.pop().run();
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }
}
