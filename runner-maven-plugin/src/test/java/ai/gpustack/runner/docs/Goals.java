package ai.gpustack.runner.docs;

import ai.gpustack.runner.matrix.Matrix;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The plugin's goals, as the descriptor that Maven reads has them. */
final class Goals {

    /**
     * A goal.
     *
     * @param phase the phase that it is bound to unless a POM says otherwise; empty if there is none
     * @param properties the user properties that it takes
     */
    record Goal(String phase, Set<String> properties) {}

    private static final Map<String, Goal> ALL = read();

    private Goals() {}

    /** The goals by name, without the prefix. */
    static Map<String, Goal> all() {
        return ALL;
    }

    private static Map<String, Goal> read() {
        var goals = new TreeMap<String, Goal>();
        elements(descriptor().getElementsByTagName("mojo"))
                .forEach(mojo -> goals.put(text(mojo, "goal"), new Goal(text(mojo, "phase"), properties(mojo))));
        return Collections.unmodifiableMap(goals);
    }

    /** The user properties of all goals. */
    static Set<String> properties() {
        return all().values().stream()
                .flatMap(goal -> goal.properties().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Element descriptor() {
        try {
            Path classes = Path.of(Matrix.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(classes.resolve("META-INF/maven/plugin.xml").toFile())
                    .getDocumentElement();
        } catch (Exception e) {
            throw new IllegalStateException("no plugin descriptor: run this by Maven, which makes it", e);
        }
    }

    private static Set<String> properties(Element mojo) {
        return elements(mojo.getElementsByTagName("configuration"))
                .flatMap(configuration -> elements(configuration.getElementsByTagName("*")))
                .map(parameter -> parameter.getTextContent().strip())
                .filter(text -> text.matches("\\$\\{[^}]+}"))
                .map(text -> text.substring(2, text.length() - 1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String text(Element parent, String name) {
        return elements(parent.getElementsByTagName(name))
                .filter(element -> element.getParentNode() == parent)
                .map(Element::getTextContent)
                .findFirst()
                .orElse("");
    }

    private static Stream<Element> elements(NodeList nodes) {
        return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i));
    }
}
