package ai.gpustack.runner.source;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * A YAML file as a tree of nodes that keep their exact text and place. Data binding would lose both: {@code 12.10} would
 * become {@code 12.1} and a duplicate key would vanish.
 */
public final class Yaml {

    /** Deeper than any file that a person writes, and far from where the composer's recursion ends the JVM's stack. */
    private static final int DEEPEST = 200;

    private static final String MERGE = "<<";

    private final String file;
    private final List<Problem> problems;

    /**
     * A reader of one file.
     *
     * @param file the file's path as shown to people
     * @param problems receives what is wrong, in the order in which it is found
     */
    public Yaml(String file, List<Problem> problems) {
        this.file = file;
        this.problems = problems;
    }

    /**
     * An entry of a mapping.
     *
     * @param key the key and its place
     * @param value the value
     */
    public record Entry(Located<String> key, Node value) {}

    /**
     * Composes the file.
     *
     * @param text the file's content
     * @return its root node; empty if it is empty, or isn't YAML, which is reported
     */
    public Optional<Node> compose(String text) {
        var settings = LoadSettings.builder()
                .setLabel(file)
                .setMaxAliasesForCollections(10_000)
                .build();
        try {
            var parser = new ParserImpl(settings, new StreamReader(settings, text));
            return new Composer(settings, new BoundedParser(parser, DEEPEST)).getSingleNode();
        } catch (BoundedParser.TooDeep e) {
            Location at = e.getProblemMark().map(this::at).orElse(Location.of(file));
            problems.add(Problem.error(at, e.getProblem(), "flatten it"));
        } catch (MarkedYamlEngineException e) {
            Location at = e.getProblemMark().map(this::at).orElse(Location.of(file));
            String context = e.getContext() == null || e.getContext().isBlank() ? "" : " (" + e.getContext() + ")";
            problems.add(Problem.error(at, "not valid YAML: " + e.getProblem() + context, "mend the syntax here"));
        } catch (YamlEngineException e) {
            problems.add(Problem.error(Location.of(file), "not valid YAML: " + e.getMessage(), "mend the syntax"));
        }
        return Optional.empty();
    }

    /**
     * A mapping's entries, with merge keys resolved: an own key wins over a merged one, the first merged over later ones.
     *
     * @param node the mapping
     * @param what how to name it in a problem
     * @return the entries by key, in the file's order; none if it is no mapping, which is reported
     */
    public Map<String, Entry> entries(Node node, String what) {
        var entries = new LinkedHashMap<String, Entry>();
        collect(node, what, entries, new ArrayDeque<>());
        return entries;
    }

    private void collect(Node node, String what, Map<String, Entry> entries, Deque<Node> merging) {
        if (!(node instanceof MappingNode mapping)) {
            wrongKind(node, what, "a mapping");
            return;
        }
        if (merging.contains(mapping)) {
            problems.add(Problem.error(
                    at(node), "a merge key that merges itself", "remove the '<<' that closes the circle"));
            return;
        }
        merging.push(mapping);
        var own = new LinkedHashMap<String, Entry>();
        var merges = new ArrayList<Node>();
        for (NodeTuple tuple : mapping.getValue()) {
            scalar(tuple.getKeyNode(), "a key").ifPresent(key -> {
                if (key.value().equals(MERGE)) {
                    merges.add(tuple.getValueNode());
                    return;
                }
                Entry earlier = own.putIfAbsent(key.value(), new Entry(key, tuple.getValueNode()));
                if (earlier != null) {
                    problems.add(Problem.error(
                            key.at(),
                            "duplicate key '" + key + "', first at line "
                                    + earlier.key().at().line(),
                            "remove one of them"));
                }
            });
        }
        own.forEach(entries::putIfAbsent);
        for (Node merge : merges) {
            List<Node> sources = merge instanceof SequenceNode several ? several.getValue() : List.of(merge);
            sources.forEach(source -> collect(source, "the value of '<<'", entries, merging));
        }
        merging.pop();
    }

    /**
     * A list's items.
     *
     * @param node the list
     * @param what how to name it in a problem
     * @return the items; none if it is no list, which is reported
     */
    public List<Node> items(Node node, String what) {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        wrongKind(node, what, "a list");
        return List.of();
    }

    /**
     * A list of texts, or one text alone.
     *
     * @param node the list or the scalar
     * @param what how to name an item in a problem
     * @return the texts; an item that is no scalar is reported and left out
     */
    public List<Located<String>> texts(Node node, String what) {
        if (node instanceof MappingNode) {
            wrongKind(node, what, "a plain value or a list of them");
            return List.of();
        }
        List<Node> items = node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node);
        return items.stream().flatMap(item -> scalar(item, what).stream()).toList();
    }

    /**
     * A scalar's text, exactly as written.
     *
     * @param node the scalar
     * @param what how to name it in a problem
     * @return the text; empty if it is no scalar, which is reported
     */
    public Optional<Located<String>> scalar(Node node, String what) {
        if (node instanceof ScalarNode scalar) {
            return Optional.of(new Located<>(scalar.getValue(), at(node)));
        }
        wrongKind(node, what, "a plain value");
        return Optional.empty();
    }

    /**
     * Where a node is written.
     *
     * @param node the node
     * @return the place where it begins
     */
    public Location at(Node node) {
        return node.getStartMark().map(this::at).orElse(Location.of(file));
    }

    private Location at(Mark mark) {
        return new Location(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private void wrongKind(Node node, String what, String wanted) {
        String found =
                switch (node.getNodeType()) {
                    case MAPPING -> "a mapping";
                    case SEQUENCE -> "a list";
                    default -> ((ScalarNode) node).getValue().isEmpty() ? "nothing" : "a plain value";
                };
        problems.add(Problem.error(at(node), what + " is " + found, "write " + wanted));
    }
}
