package ai.gpustack.runner.mojo;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Properties whose names go on: {@code runner.arg.NAME}. Maven gives a Map parameter nothing of {@code -Dprefix.NAME=value}, so they
 * are read here.
 */
final class NamedProperties {

    private final List<Properties> sources;

    /**
     * Properties of several sources.
     *
     * @param weakestFirst the sources; what a later one says wins
     */
    NamedProperties(Properties... weakestFirst) {
        this.sources = List.of(weakestFirst);
    }

    /** The values of {@code prefix.NAME}, by name. */
    Map<String, String> withPrefix(String prefix) {
        var values = new TreeMap<String, String>();
        for (Properties source : sources) {
            for (String name : source.stringPropertyNames()) {
                if (name.startsWith(prefix) && name.length() > prefix.length()) {
                    values.put(name.substring(prefix.length()), source.getProperty(name));
                }
            }
        }
        return values;
    }
}
