package ai.gpustack.runner.scaffold;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A rule to be written.
 *
 * @param backend its backend
 * @param service its service
 * @param platforms its platforms; none for the file's
 * @param args its arguments' values, by name
 */
record NewRule(String backend, String service, List<String> platforms, Map<String, List<String>> args) {

    /** What YAML, or an editor that checks by the schema, would take for something else than a name. */
    private static final Set<String> NO_NAMES = Set.of("null", "true", "false");

    /** As an item of a list in block style, {@code -} included. */
    List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add("- backend: " + quoted(backend));
        lines.add("  services: " + list(List.of(service)));
        if (!platforms.isEmpty()) {
            lines.add("  platforms: " + list(platforms));
        }
        if (!args.isEmpty()) {
            lines.add("  args:");
            args.forEach((name, values) -> lines.add("    " + name + ": " + value(values)));
        }
        return lines;
    }

    /** In brackets. */
    String inBrackets() {
        var entries = new ArrayList<String>();
        entries.add("backend: " + quoted(backend));
        entries.add("services: " + list(List.of(service)));
        if (!platforms.isEmpty()) {
            entries.add("platforms: " + list(platforms));
        }
        if (!args.isEmpty()) {
            entries.add(args.entrySet().stream()
                    .map(arg -> arg.getKey() + ": " + value(arg.getValue()))
                    .collect(Collectors.joining(", ", "args: {", "}")));
        }
        return "{" + String.join(", ", entries) + "}";
    }

    private static String value(List<String> values) {
        return values.size() == 1 ? quoted(values.get(0)) : list(values);
    }

    private static String list(List<String> values) {
        return values.stream().map(NewRule::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    /** A scalar that is read as this text: plain where that goes without saying. */
    static String quoted(String text) {
        if (text.matches("[A-Za-z0-9_][A-Za-z0-9_./+-]*") && !NO_NAMES.contains(text)) {
            return text;
        }
        var quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < ' ' || c == 0x7f) {
                quoted.append(String.format("\\x%02x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
