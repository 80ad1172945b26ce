package ai.gpustack.runner.release;

import ai.gpustack.runner.source.Located;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Nearest;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.Yaml;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * The fields of one mapping, each with the type that its reader asks for. What is missing, of another type, or asked for by
 * nobody is a problem; reading goes on with a harmless value, so that all problems of a file are found at once.
 */
final class Fields {

    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,9}");
    private static final Pattern DURATION =
            Pattern.compile("(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,6})s)?(?:([0-9]{1,9})ms)?");

    private final Yaml yaml;
    private final List<Problem> problems;
    private final Node node;
    private final String what;
    private final Map<String, Yaml.Entry> entries;
    private final Set<String> asked = new LinkedHashSet<>();
    private final Set<String> refused = new HashSet<>();

    Fields(Yaml yaml, List<Problem> problems, Node node, String what) {
        this.yaml = yaml;
        this.problems = problems;
        this.node = node;
        this.what = what;
        this.entries = yaml.entries(node, what);
    }

    Location at() {
        return yaml.at(node);
    }

    /** The place of a field's value, for problems that its reader finds. */
    Location at(String key) {
        return entries.containsKey(key) ? yaml.at(entries.get(key).value()) : at();
    }

    boolean has(String key) {
        asked.add(key);
        return entries.containsKey(key);
    }

    private Optional<Node> node(String key) {
        asked.add(key);
        return Optional.ofNullable(entries.get(key)).map(Yaml.Entry::value);
    }

    private Optional<Node> required(String key) {
        Optional<Node> value = node(key);
        if (value.isEmpty()) {
            problem(at(), what + " has no '" + key + "'", "add it");
        }
        return value;
    }

    Optional<String> text(String key) {
        return node(key).flatMap(value -> yaml.scalar(value, "'" + key + "'")).map(Located::value);
    }

    /** A text that has to be there and not be empty. */
    String requiredText(String key) {
        Optional<String> text = required(key)
                .flatMap(value -> yaml.scalar(value, "'" + key + "'"))
                .map(Located::value);
        if (text.isPresent() && text.get().isBlank()) {
            problem(at(key), "'" + key + "' is empty", "write something");
        }
        return text.orElse("");
    }

    Optional<Integer> integer(String key) {
        Optional<String> text = text(key);
        if (text.isPresent() && !INTEGER.matcher(text.get()).matches()) {
            problem(at(key), "'" + key + "' is '" + text.get() + "'", "write a whole number");
            return Optional.empty();
        }
        return text.map(Integer::valueOf);
    }

    /** A whole number between two bounds, which it is when it is missing or wrong. */
    int integer(String key, int otherwise, int least, int most) {
        Optional<Integer> number = integer(key);
        if (number.isPresent() && (number.get() < least || number.get() > most)) {
            problem(at(key), "'" + key + "' is " + number.get(), "write a number from " + least + " to " + most);
        }
        return number.orElse(otherwise);
    }

    boolean flag(String key, boolean otherwise) {
        Optional<String> text = text(key);
        if (text.isPresent() && !text.get().equals("true") && !text.get().equals("false")) {
            problem(at(key), "'" + key + "' is '" + text.get() + "'", "write true or false");
        }
        return text.map(Boolean::valueOf).orElse(otherwise);
    }

    /** A time: {@code 90s}, {@code 2m}, {@code 1m30s}, {@code 500ms}, as Go writes durations. */
    Duration duration(String key, Duration otherwise) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        Matcher parts = DURATION.matcher(text.get());
        if (text.get().isEmpty() || !parts.matches()) {
            problem(at(key), "'" + key + "' is '" + text.get() + "'", "write a time with its unit: 90s, 2m, 500ms");
            return otherwise;
        }
        return Duration.ofHours(part(parts, 1))
                .plusMinutes(part(parts, 2))
                .plusSeconds(part(parts, 3))
                .plusMillis(part(parts, 4));
    }

    private static long part(Matcher parts, int group) {
        return parts.group(group) == null ? 0 : Long.parseLong(parts.group(group));
    }

    List<String> texts(String key) {
        return items(key).stream()
                .flatMap(item -> yaml.scalar(item, "an item of '" + key + "'").stream())
                .map(Located::value)
                .toList();
    }

    /** Lists of words: commands. */
    List<List<String>> commands(String key) {
        var commands = new ArrayList<List<String>>();
        for (Node item : items(key)) {
            List<String> words = yaml.items(item, "a command of '" + key + "'").stream()
                    .flatMap(word -> yaml.scalar(word, "a word of '" + key + "'").stream())
                    .map(Located::value)
                    .toList();
            if (words.isEmpty()) {
                problem(
                        yaml.at(item),
                        "a command of '" + key + "' is empty",
                        "write a list like [\"touch\", \"/tmp/file\"]");
            }
            commands.add(words);
        }
        return commands;
    }

    List<Pattern> patterns(String key) {
        return items(key).stream()
                .flatMap(item -> yaml.scalar(item, "an item of '" + key + "'").stream())
                .flatMap(text -> pattern(text).stream())
                .toList();
    }

    /** The regular expression of a field; empty if it is none, which is reported. */
    Optional<Pattern> pattern(String key) {
        return text(key).flatMap(text -> pattern(new Located<>(text, at(key))));
    }

    private Optional<Pattern> pattern(Located<String> text) {
        try {
            return Optional.of(Regexps.compile(text.value()));
        } catch (PatternSyntaxException e) {
            String where = e.getIndex() < 0 ? "" : " at its character " + (e.getIndex() + 1);
            problem(
                    text.at(),
                    "'" + text.value() + "' is no regular expression: "
                            + e.getDescription().toLowerCase(Locale.ROOT) + where,
                    "mend it, or put a backslash before a character that is meant literally");
            return Optional.empty();
        }
    }

    /** A mapping of names to texts. */
    Map<String, String> map(String key) {
        var map = new LinkedHashMap<String, String>();
        node(key)
                .ifPresent(value -> yaml.entries(value, "'" + key + "'")
                        .forEach((name, entry) -> yaml.scalar(entry.value(), "'" + name + "'")
                                .ifPresent(text -> map.put(name, text.value()))));
        return map;
    }

    /** A list of mappings, each read by the same reader. */
    <T> List<T> each(String key, String item, Function<Fields, T> reader) {
        var all = new ArrayList<T>();
        for (Node child : items(key)) {
            all.add(read(child, item, reader));
        }
        return all;
    }

    /** A mapping within this one. */
    <T> Optional<T> one(String key, Function<Fields, T> reader) {
        return node(key).map(child -> read(child, "'" + key + "'", reader));
    }

    /** A mapping within this one that has to be there. */
    <T> Optional<T> requiredOne(String key, Function<Fields, T> reader) {
        return required(key).map(child -> read(child, "'" + key + "'", reader));
    }

    private <T> T read(Node child, String item, Function<Fields, T> reader) {
        var fields = new Fields(yaml, problems, child, item);
        T value = reader.apply(fields);
        fields.refuseUnknown();
        return value;
    }

    private List<Node> items(String key) {
        Optional<Node> list = node(key);
        // 'args:' with nothing behind it is how a list looks after its last item was removed
        return list.isEmpty() || isNothing(list.get()) ? List.of() : yaml.items(list.get(), "'" + key + "'");
    }

    private static boolean isNothing(Node value) {
        return value instanceof ScalarNode scalar && scalar.getValue().isEmpty();
    }

    /** Reports a field that others read and this plugin doesn't. */
    void refuse(String key) {
        Optional.ofNullable(entries.get(key)).ifPresent(entry -> {
            refused.add(key);
            problem(entry.key().at(), "'" + key + "' isn't supported here", "remove it");
        });
    }

    /** Reports every field that was never asked for. */
    void refuseUnknown() {
        entries.forEach((key, entry) -> {
            if (!asked.contains(key) && !refused.contains(key)) {
                problem(entry.key().at(), "unknown key '" + key + "' in " + what, Nearest.mend(key, asked));
            }
        });
    }

    void problem(Location where, String wrong, String mend) {
        problems.add(Problem.error(where, wrong, mend));
    }
}
