package ai.gpustack.runner.report;

import ai.gpustack.runner.scaffold.Change;
import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Changes of files as a unified diff, which {@code git apply} and {@code patch -p1} take. */
public final class UnifiedDiff {

    private static final int CONTEXT = 3;

    private UnifiedDiff() {}

    /**
     * The lines of the diff.
     *
     * @param changes the changes
     * @return the lines, without their ends
     */
    public static List<String> lines(List<Change> changes) {
        return changes.stream().flatMap(change -> lines(change).stream()).toList();
    }

    private static List<String> lines(Change change) {
        List<String> before = change.before().map(UnifiedDiff::split).orElse(List.of());
        List<String> after = split(change.after());
        List<String> diff = UnifiedDiffUtils.generateUnifiedDiff(
                change.isNew() ? "/dev/null" : "a/" + change.path(),
                "b/" + change.path(),
                before,
                DiffUtils.diff(before, after),
                CONTEXT);
        // A line may end in the note that no newline follows.
        return diff.stream().flatMap(line -> Arrays.stream(line.split("\n"))).toList();
    }

    private static List<String> split(String text) {
        List<String> lines = List.of(text.split("\n", -1));
        List<String> whole = lines.subList(0, lines.size() - 1);
        Optional<String> rest = Optional.of(lines.get(lines.size() - 1)).filter(last -> !last.isEmpty());
        return rest.map(last -> append(whole, last + "\n\\ No newline at end of file"))
                .orElse(whole);
    }

    private static List<String> append(List<String> lines, String last) {
        var all = new ArrayList<>(lines);
        all.add(last);
        return all;
    }
}
