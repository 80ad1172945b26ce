package ai.gpustack.runner.buildx;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A line of comma-separated fields, which is how buildx reads secrets, caches and outputs. */
public final class CommaSeparated {

    private CommaSeparated() {}

    /**
     * Joins fields.
     *
     * @param fields each {@code key=value}; what has a comma or a quote in it is quoted
     * @return the line
     */
    public static String of(String... fields) {
        return Arrays.stream(fields).map(CommaSeparated::field).collect(Collectors.joining(","));
    }

    private static String field(String text) {
        return text.contains(",") || text.contains("\"") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
