package ai.gpustack.runner.mojo;

import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Nearest;
import ai.gpustack.runner.source.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/** What was said with {@code -D}. Maven gives a Map parameter nothing of {@code -Dprefix.NAME=value}, so it is read here. */
final class UserProperties {

    private final Properties properties;

    UserProperties(Properties properties) {
        this.properties = properties;
    }

    /** The values of {@code prefix.NAME}, by name. */
    Map<String, String> withPrefix(String prefix) {
        var values = new TreeMap<String, String>();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(prefix) && name.length() > prefix.length()) {
                values.put(name.substring(prefix.length()), properties.getProperty(name));
            }
        }
        return values;
    }

    /** Properties that look like this plugin's and aren't: a slip of the finger must not change what is built. */
    List<Problem> unknown() {
        var problems = new ArrayList<Problem>();
        for (String name : new TreeMap<>(properties)
                .keySet().stream().map(Object::toString).toList()) {
            if (name.startsWith("runner.")) {
                if (PropertyNames.SWITCHES.contains(name) && !isSwitch(properties.getProperty(name))) {
                    problems.add(Problem.error(
                            Location.of("-D" + name + "=" + properties.getProperty(name)),
                            "neither true nor false",
                            "write -D" + name + " or -D" + name + "=true, or leave it out"));
                }
                if (!isKnown(name)) {
                    problems.add(Problem.error(
                            Location.of("-D" + name),
                            "this plugin has no property '" + name + "'",
                            Nearest.mend(name, PropertyNames.RUNNER)));
                }
            } else if (!PropertyNames.SELECTORS.contains(name)) {
                nearMiss(name).ifPresent(problems::add);
            } else if (properties.getProperty(name).replace(',', ' ').isBlank()) {
                // An unset variable in a script must not select everything.
                problems.add(Problem.error(
                        Location.of("-D" + name + "=" + properties.getProperty(name)),
                        "names nothing",
                        "name at least one, or leave -D" + name + " out for all"));
            }
        }
        return problems;
    }

    /** Maven would take any other word for false, and build or push what shouldn't be. */
    private static boolean isSwitch(String value) {
        return value.equals("true") || value.equals("false");
    }

    private static boolean isKnown(String name) {
        return PropertyNames.RUNNER.contains(name)
                || PropertyNames.PREFIXES.stream()
                        .anyMatch(prefix -> name.startsWith(prefix) && name.length() > prefix.length());
    }

    /** {@code -Dbackends=cuda} would otherwise be nobody's property, and build everything. */
    private static Optional<Problem> nearMiss(String name) {
        return PropertyNames.SELECTORS.stream()
                .filter(selector -> Nearest.distance(name, selector) <= (selector.length() > 4 ? 2 : 1))
                .findFirst()
                .map(selector -> Problem.error(
                        Location.of("-D" + name),
                        "'" + name + "' selects nothing",
                        "did you mean '-D" + selector + "'? If it is another plugin's property, rename it"));
    }
}
