package ai.gpustack.runner.matrix;

import ai.gpustack.runner.matrix.Rule.Argument;
import ai.gpustack.runner.matrix.Rule.Exclusion;
import ai.gpustack.runner.source.Located;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Nearest;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.Yaml;
import ai.gpustack.runner.source.Yaml.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads one entry of {@code rules}. */
final class RuleReader {

    private static final List<String> KEYS =
            List.of("backend", "services", "platforms", "args", "exclude", "variant", "revision", "enabled", "reason");

    private static final Pattern ARG = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Yaml yaml;
    private final List<Problem> problems;
    private final List<Located<Platform>> defaultPlatforms;

    RuleReader(Yaml yaml, List<Problem> problems, List<Located<Platform>> defaultPlatforms) {
        this.yaml = yaml;
        this.problems = problems;
        this.defaultPlatforms = defaultPlatforms;
    }

    /** The rule; empty if it lacks what it can't do without, which is reported. */
    Optional<Rule> read(Node node) {
        Map<String, Entry> entries = yaml.entries(node, "a rule");
        if (!(node instanceof MappingNode)) {
            return Optional.empty();
        }
        Location at = yaml.at(node);
        MatrixReader.onlyKnown(problems, entries, KEYS, "");
        List.of("backend", "services", "platforms").forEach(key -> present(entries, key, at));
        Optional<Located<String>> backend = Optional.ofNullable(entries.get("backend"))
                .flatMap(e -> yaml.scalar(e.value(), "backend"))
                .filter(name -> isName(name, "backend"));
        List<Located<String>> services = services(entries);
        List<Located<Platform>> platforms = entries.containsKey("platforms")
                ? MatrixReader.platforms(
                        yaml, problems, entries.get("platforms").value())
                : defaultPlatforms;
        Map<String, Argument> args =
                entries.containsKey("args") ? args(entries.get("args").value()) : Map.of();
        List<Exclusion> exclude =
                entries.containsKey("exclude") ? exclude(entries.get("exclude").value(), args) : List.of();
        int revision = revision(entries);
        Optional<String> disabled = disabled(entries);
        Optional<Located<String>> variant =
                Optional.ofNullable(entries.get("variant")).flatMap(e -> yaml.scalar(e.value(), "variant"));
        if (backend.isEmpty() || services.isEmpty() || platforms.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Rule(at, backend.get(), services, platforms, args, exclude, variant, revision, disabled));
    }

    private void present(Map<String, Entry> entries, String key, Location at) {
        if (!entries.containsKey(key)) {
            if (!key.equals("platforms")) {
                problems.add(Problem.error(at, "the rule has no '" + key + "'", "add '" + key + ":'"));
            }
        } else if (entries.get(key).value() instanceof SequenceNode list
                && list.getValue().isEmpty()) {
            problems.add(Problem.error(entries.get(key).key().at(), "'" + key + "' is empty", "name at least one"));
        }
    }

    private List<Located<String>> services(Map<String, Entry> entries) {
        var services = new ArrayList<Located<String>>();
        Optional.ofNullable(entries.get("services"))
                .map(e -> yaml.texts(e.value(), "services"))
                .orElse(List.of())
                .forEach(name -> {
                    if (services.stream().anyMatch(s -> s.value().equals(name.value()))) {
                        problems.add(Problem.error(
                                name.at(), "service '" + name + "' is named twice", "remove one of them"));
                    } else if (isName(name, "service")) {
                        services.add(name);
                    }
                });
        return List.copyOf(services);
    }

    private boolean isName(Located<String> name, String what) {
        if (MatrixReader.isName(name.value())) {
            return true;
        }
        problems.add(
                Problem.error(
                        name.at(),
                        "'" + name + "' can't name a " + what,
                        "use lower-case letters, digits and '-'; start with a letter, and end with one, as a version follows it in the tag"));
        return false;
    }

    private Map<String, Argument> args(Node node) {
        var args = new LinkedHashMap<String, Argument>();
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(item -> yaml.scalar(item, "an argument").ifPresent(text -> listed(text, args)));
        } else if (node instanceof ScalarNode) {
            problems.add(Problem.error(
                    yaml.at(node), "args has no arguments", "write a mapping, NAME: value, or a list of NAME=value"));
        } else {
            yaml.entries(node, "args").forEach((name, entry) -> {
                List<Located<String>> values = yaml.texts(entry.value(), "the value of '" + name + "'");
                if (entry.value() instanceof SequenceNode list
                        && list.getValue().isEmpty()) {
                    problems.add(Problem.error(
                            entry.key().at(), "'" + name + "' has an empty list of values", "name at least one"));
                }
                if (isArgument(entry.key()) && hasValues(entry.key(), values)) {
                    args.put(name, new Argument(entry.key(), values));
                }
            });
        }
        return Collections.unmodifiableMap(args);
    }

    /** The list form, {@code NAME=value}, of which each name has one value. */
    private void listed(Located<String> text, Map<String, Argument> args) {
        int equals = text.value().indexOf('=');
        if (equals < 0) {
            problems.add(Problem.error(text.at(), "'" + text + "' has no value", "write NAME=value"));
            return;
        }
        var name = new Located<>(text.value().substring(0, equals), text.at());
        if (!isArgument(name)) {
            return;
        }
        var value = new Located<>(text.value().substring(equals + 1), text.at());
        Argument earlier = args.putIfAbsent(name.value(), new Argument(name, List.of(value)));
        if (earlier != null) {
            problems.add(Problem.error(
                    text.at(),
                    "argument '" + name + "' is given twice, first at line "
                            + earlier.name().at().line(),
                    "remove one, or use the map form with a list of values for an axis"));
        }
    }

    private boolean isArgument(Located<String> name) {
        if (ARG.matcher(name.value()).matches()) {
            return true;
        }
        problems.add(
                Problem.error(name.at(), "'" + name + "' can't name a build argument", "use letters, digits and '_'"));
        return false;
    }

    private boolean hasValues(Located<String> name, List<Located<String>> values) {
        var seen = new ArrayList<String>();
        for (Located<String> value : values) {
            if (seen.contains(value.value())) {
                problems.add(Problem.error(
                        value.at(), "'" + name + "' has the value '" + value + "' twice", "remove one of them"));
                return false;
            }
            seen.add(value.value());
        }
        return !values.isEmpty();
    }

    private List<Exclusion> exclude(Node node, Map<String, Argument> args) {
        var exclusions = new ArrayList<Exclusion>();
        for (Node item : yaml.items(node, "exclude")) {
            var values = new LinkedHashMap<String, Located<String>>();
            yaml.entries(item, "an exclusion")
                    .forEach((name, entry) -> yaml.scalar(entry.value(), "the value of '" + name + "'")
                            .filter(value -> canMatch(entry.key(), value, args))
                            .ifPresent(value -> values.put(name, value)));
            if (!values.isEmpty()) {
                exclusions.add(new Exclusion(yaml.at(item), values));
            }
        }
        return List.copyOf(exclusions);
    }

    private boolean canMatch(Located<String> name, Located<String> value, Map<String, Argument> args) {
        Argument argument = args.get(name.value());
        if (argument == null) {
            problems.add(Problem.error(
                    name.at(),
                    "'" + name + "' is excluded, but is no argument of this rule",
                    Nearest.mend(name.value(), args.keySet())));
            return false;
        }
        List<String> values = argument.values().stream().map(Located::value).toList();
        if (!values.contains(value.value())) {
            problems.add(Problem.error(
                    value.at(),
                    "'" + name + "' never has the value '" + value + "' in this rule, so nothing is excluded",
                    Nearest.mend(value.value(), values)));
            return false;
        }
        return true;
    }

    private int revision(Map<String, Entry> entries) {
        return Optional.ofNullable(entries.get("revision"))
                .flatMap(entry -> yaml.scalar(entry.value(), "revision"))
                .map(text -> {
                    if (text.value().matches("[0-9]{1,9}")) {
                        return Integer.parseInt(text.value());
                    }
                    problems.add(Problem.error(
                            text.at(),
                            "'" + text + "' is no revision",
                            "write a whole number, and raise it to rebuild"));
                    return 0;
                })
                .orElse(0);
    }

    private Optional<String> disabled(Map<String, Entry> entries) {
        Optional<Located<String>> enabled =
                Optional.ofNullable(entries.get("enabled")).flatMap(entry -> yaml.scalar(entry.value(), "enabled"));
        Optional<Located<String>> reason =
                Optional.ofNullable(entries.get("reason")).flatMap(entry -> yaml.scalar(entry.value(), "reason"));
        if (enabled.isEmpty() || enabled.get().value().equals("true")) {
            return Optional.empty();
        }
        if (!enabled.get().value().equals("false")) {
            problems.add(
                    Problem.error(enabled.get().at(), "'enabled' is '" + enabled.get() + "'", "write true or false"));
        } else if (!entries.containsKey("reason")
                || reason.filter(r -> r.value().isBlank()).isPresent()) {
            problems.add(Problem.error(
                    enabled.get().at(),
                    "a disabled rule without a reason",
                    "add 'reason:', so that others know when to enable it"));
        }
        return Optional.of(reason.map(Located::value).orElse("no reason given"));
    }
}
