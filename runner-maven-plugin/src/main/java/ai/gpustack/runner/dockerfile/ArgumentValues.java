package ai.gpustack.runner.dockerfile;

import ai.gpustack.runner.source.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The values of build arguments in one build, before the first FROM.
 *
 * @param given the values given from outside, as they were given
 * @param globals what FROM lines see: the built-in platform arguments that were given, then the global arguments that have a
 *     value, in the order of their declaration
 * @param problems defaults that can't be expanded
 */
public record ArgumentValues(Map<String, String> given, Map<String, String> globals, List<Problem> problems) {

    /** The arguments that BuildKit sets by itself, without a declaration. */
    public static final Set<String> PLATFORM_ARGUMENTS = Set.of(
            "BUILDPLATFORM",
            "BUILDOS",
            "BUILDOSVERSION",
            "BUILDARCH",
            "BUILDVARIANT",
            "TARGETPLATFORM",
            "TARGETOS",
            "TARGETOSVERSION",
            "TARGETARCH",
            "TARGETVARIANT",
            "TARGETSTAGE");

    /** Those of them that say what the building machine is, which a plan doesn't know. */
    private static final Set<String> OF_THE_BUILDER =
            Set.of("BUILDPLATFORM", "BUILDOS", "BUILDOSVERSION", "BUILDARCH", "BUILDVARIANT");

    public ArgumentValues {
        given = Map.copyOf(given);
        globals = Collections.unmodifiableMap(new LinkedHashMap<>(globals));
        problems = List.copyOf(problems);
    }

    /**
     * The value of a global argument.
     *
     * @param name its name
     * @return its value; empty if it has none
     */
    public Optional<String> global(String name) {
        return Optional.ofNullable(globals.get(name));
    }

    /** {@return whether an expansion asked what the building machine is, and nobody knows} */
    static boolean isOfTheBuilder(Expansion expansion) {
        return expansion.unset().stream().anyMatch(OF_THE_BUILDER::contains);
    }

    /** {@return the value given from outside for an argument that isn't one of the platform's} */
    Optional<String> given(String name) {
        return PLATFORM_ARGUMENTS.contains(name) ? Optional.empty() : Optional.ofNullable(given.get(name));
    }

    static ArgumentValues of(Dockerfile dockerfile, Map<String, String> given) {
        var values = new LinkedHashMap<String, String>();
        given.keySet().stream()
                .filter(PLATFORM_ARGUMENTS::contains)
                .sorted()
                .forEach(name -> values.put(name, given.get(name)));
        var problems = new ArrayList<Problem>();
        for (Argument argument : dockerfile.globals()) {
            String name = argument.name();
            if (given.containsKey(name) && !PLATFORM_ARGUMENTS.contains(name)) {
                values.put(name, given.get(name));
            } else if (argument.defaultValue().isPresent()) {
                var expansion = Expansion.expand(
                        argument.defaultValue().get(),
                        other -> Optional.ofNullable(values.get(other)),
                        dockerfile.escape());
                expansion
                        .failure()
                        .ifPresent(why -> problems.add(Problem.error(
                                argument.at(), "the default of ARG " + name + " can't be expanded: " + why, "")));
                if (expansion.succeeded()) {
                    values.put(name, expansion.text());
                }
            }
        }
        return new ArgumentValues(given, values, problems);
    }
}
