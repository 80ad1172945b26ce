package ai.gpustack.runner.engine;

import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a run has put into an engine for a while: containers, and images that it pulled. It is on disk as long as it is there, so that the
 * next run knows what one that was killed has left. Several threads may use one instance, several processes may not.
 */
public final class Traces {

    /** What can be left. */
    enum Kind {
        CONTAINER,
        IMAGE;

        private String line(String name) {
            return this + " " + name;
        }
    }

    private final Optional<Path> file;
    private final Set<String> lines;

    private Traces(Optional<Path> file, List<String> lines) {
        this.file = file;
        this.lines = new LinkedHashSet<>(lines);
    }

    /**
     * Traces with those that an earlier run left.
     *
     * @param file where they are kept; it isn't there where nothing was left
     * @return the traces
     */
    public static Traces in(Path file) {
        try {
            return new Traces(Optional.of(file), Files.exists(file) ? Files.readAllLines(file) : List.of());
        } catch (IOException e) {
            throw new BrokenEnvironment(
                    "can't read " + file + ": " + e.getMessage(), "make it readable, or remove it", e);
        }
    }

    /** {@return traces that no later run will know of} */
    static Traces untold() {
        return new Traces(Optional.empty(), List.of());
    }

    /** Before it is made. */
    synchronized void add(Kind kind, String name) {
        if (lines.add(kind.line(name))) {
            write();
        }
    }

    /** Once it is gone. */
    synchronized void remove(Kind kind, String name) {
        if (lines.remove(kind.line(name))) {
            write();
        }
    }

    /** {@return whether it was put there, and not by somebody else} */
    synchronized boolean has(Kind kind, String name) {
        return lines.contains(kind.line(name));
    }

    /** {@return the names of all of a kind, the oldest first} */
    synchronized List<String> all(Kind kind) {
        String start = kind.line("");
        return lines.stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .toList();
    }

    private void write() {
        if (file.isEmpty()) {
            return;
        }
        try {
            if (lines.isEmpty()) {
                Files.deleteIfExists(file.get());
            } else {
                WholeFile.write(file.get(), String.join("\n", lines) + "\n");
            }
        } catch (IOException e) {
            throw new BrokenEnvironment(
                    "can't write " + file.get() + ": " + e.getMessage(), "make room, or the folder writable", e);
        }
    }
}
