package ai.gpustack.runner.dockerfile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A {@code --mount} of RUN: comma-separated fields, as written, not expanded.
 *
 * @param fields the fields by name, in lower case; a field without {@code =} has an empty value
 */
record Mount(Map<String, String> fields) {

    private static final Set<String> TRUE = Set.of("", "1", "t", "T", "true", "TRUE", "True");

    /** Empty if the text isn't a line of comma-separated values. */
    static Optional<Mount> parse(String text) {
        return separated(text).map(list -> {
            var fields = new LinkedHashMap<String, String>();
            for (String field : list) {
                int equals = field.indexOf('=');
                String name = equals < 0 ? field : field.substring(0, equals);
                fields.put(name.toLowerCase(Locale.ROOT), equals < 0 ? "" : field.substring(equals + 1));
            }
            return new Mount(fields);
        });
    }

    static List<Mount> of(Instruction run) {
        if (run.flags().isEmpty()) {
            return List.of();
        }
        return run.flagValues("mount").stream()
                .map(Mount::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    /** The stage or image that is mounted; empty for the build context. */
    Optional<String> from() {
        return Optional.ofNullable(fields.get("from")).filter(from -> !from.isEmpty());
    }

    String type() {
        return fields.getOrDefault("type", "bind");
    }

    /** Its type, in lower case; that of a mount without one, where it can't be told. */
    String type(StageVariables variables) {
        return variables.expand(type()).orElse("bind").toLowerCase(Locale.ROOT);
    }

    String target() {
        return first("target", "dst", "destination").orElse("");
    }

    /** The first of some fields that is there and not empty. */
    Optional<String> first(String... names) {
        return Arrays.stream(names)
                .map(fields::get)
                .filter(value -> value != null && !value.isEmpty())
                .findFirst();
    }

    /** Whether what it mounts has to be there. A field without a value is on; others as Go reads truth (strconv.ParseBool). */
    boolean isRequired() {
        return TRUE.contains(fields.getOrDefault("required", "false"));
    }

    String source() {
        return fields.getOrDefault("source", fields.getOrDefault("src", ""));
    }

    private static Optional<List<String>> separated(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        var fields = new ArrayList<String>();
        int i = 0;
        while (true) {
            var field = new StringBuilder();
            boolean quoted = i < text.length() && text.charAt(i) == '"';
            i = quoted ? quoted(text, i + 1, field) : bare(text, i, field);
            if (i < 0 || (i < text.length() && text.charAt(i) != ',')) {
                return Optional.empty();
            }
            fields.add(field.toString());
            if (i == text.length()) {
                return Optional.of(fields);
            }
            i++;
        }
    }

    private static int bare(String text, int start, StringBuilder field) {
        int comma = text.indexOf(',', start);
        int end = comma < 0 ? text.length() : comma;
        field.append(text, start, end);
        return field.indexOf("\"") < 0 ? end : -1;
    }

    private static int quoted(String text, int start, StringBuilder field) {
        int i = start;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c != '"') {
                field.append(c);
            } else if (i < text.length() && text.charAt(i) == '"') {
                field.append('"');
                i++;
            } else {
                return i;
            }
        }
        return -1;
    }
}
