package ai.gpustack.runner.buildx;

import ai.gpustack.runner.source.Shortened;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The end of what was printed: as much of it as helps when something fails. */
final class LastLines {

    /** As many lines are kept. */
    static final int MOST = 20;

    /** Longer lines are cut, in characters: they are for people, and the log has the whole. */
    static final int LONGEST = 1000;

    private static final String ERROR = "ERROR: ";

    private final Deque<String> lines = new ArrayDeque<>();

    void add(String line) {
        lines.addLast(Shortened.of(line, LONGEST));
        if (lines.size() > MOST) {
            lines.removeFirst();
        }
    }

    /** The list as it is when one more is added. */
    List<String> with(String line) {
        var more = new LastLines();
        lines.forEach(more::add);
        more.add(line);
        return more.list();
    }

    void clear() {
        lines.clear();
    }

    List<String> list() {
        return List.copyOf(lines);
    }

    /** The last line, without {@code ERROR:} in front; of those that have that, if any has. */
    Optional<String> lastWords() {
        return lines.stream()
                .filter(line -> line.startsWith(ERROR))
                .reduce((first, second) -> second)
                .or(() -> Optional.ofNullable(lines.peekLast()))
                .map(line -> line.startsWith(ERROR) ? line.substring(ERROR.length()) : line);
    }
}
