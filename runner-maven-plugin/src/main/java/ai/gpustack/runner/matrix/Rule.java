package ai.gpustack.runner.matrix;

import ai.gpustack.runner.source.Located;
import ai.gpustack.runner.source.Location;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One entry of {@code rules}: a backend, the services built on it, their platforms, and build arguments. An argument with
 * several values is an axis; the rule stands for the cross product of its axes.
 *
 * @param at where the rule starts
 * @param backend the backend
 * @param services the services, at least one
 * @param platforms the platforms, at least one: the rule's own or the file's default
 * @param args the build arguments by name, in the file's order
 * @param exclude combinations that are left out: each a set of argument values that must all be met
 * @param variant the variant, which may use {@code ${ARGS}}; empty for the backend's default
 * @param revision raised to rebuild what no file shows has changed; 0 where it isn't set
 * @param disabled why the rule is left out; empty for a rule that counts
 */
public record Rule(
        Location at,
        Located<String> backend,
        List<Located<String>> services,
        List<Located<Platform>> platforms,
        Map<String, Argument> args,
        List<Exclusion> exclude,
        Optional<Located<String>> variant,
        int revision,
        Optional<String> disabled) {

    /**
     * A build argument of a rule.
     *
     * @param name the argument's name and where it stands
     * @param values its values, exactly as written; more than one makes it an axis
     */
    public record Argument(Located<String> name, List<Located<String>> values) {}

    /**
     * A combination that isn't built.
     *
     * @param at where it is written
     * @param values the argument values that must all be met, by name
     */
    public record Exclusion(Location at, Map<String, Located<String>> values) {

        private boolean matches(Map<String, String> combination) {
            return values.entrySet().stream().allMatch(e -> e.getValue().value().equals(combination.get(e.getKey())));
        }
    }

    /**
     * The combinations of argument values that the rule stands for, in the file's order: the first axis varies slowest.
     *
     * @param overrides values that replace an argument's own, axis or not; names that the rule doesn't have are ignored
     * @return each combination, without the excluded ones; a rule without arguments has one empty combination
     */
    public List<Map<String, String>> combinations(Map<String, String> overrides) {
        List<Map<String, String>> combinations = List.of(Map.of());
        for (Argument argument : args.values()) {
            String name = argument.name().value();
            List<String> values = overrides.containsKey(name)
                    ? List.of(overrides.get(name))
                    : argument.values().stream().map(Located::value).toList();
            var extended = new ArrayList<Map<String, String>>(combinations.size() * values.size());
            for (Map<String, String> combination : combinations) {
                for (String value : values) {
                    var longer = new LinkedHashMap<>(combination);
                    longer.put(name, value);
                    extended.add(Collections.unmodifiableMap(longer));
                }
            }
            combinations = extended;
        }
        return combinations.stream()
                .filter(combination -> exclude.stream().noneMatch(e -> e.matches(combination)))
                .toList();
    }
}
