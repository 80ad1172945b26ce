package ai.gpustack.runner.scaffold;

import ai.gpustack.runner.dockerfile.Stage;
import ai.gpustack.runner.matrix.MatrixReader;
import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.plan.ImageName;
import ai.gpustack.runner.plan.Selection;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is wanted: a service on a backend, either of which may be new.
 *
 * @param backend the backend
 * @param service the service
 * @param platforms the platforms of its rule; none where they were not said
 * @param values values of build arguments, by name
 */
public record Addition(String backend, String service, List<Platform> platforms, Map<String, String> values) {

    /** BuildKit gives these names a meaning of their own. */
    private static final Set<String> RESERVED = Set.of(Stage.RUNTIME, "scratch", "context");

    public Addition {
        platforms = List.copyOf(platforms);
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /**
     * What a person asked for.
     *
     * @param asked {@code -Dbackend}, {@code -Dservice} and {@code -Dplatform}
     * @param values values of build arguments, by name
     * @return the addition
     * @throws InvalidInput if a name is missing or can't be one
     */
    public static Addition of(Selection asked, Map<String, String> values) {
        var problems = new ArrayList<Problem>();
        String backend = one("backend", asked.backends(), "name one, new or not: -Dbackend=NAME", problems);
        String service = one("service", asked.services(), "a backend has at least one: -Dservice=NAME", problems);
        if (RESERVED.contains(service)) {
            problems.add(Problem.error(
                    Location.of("-Dservice=" + service),
                    "the name of the service's stage can't be '" + service + "', which means something else already",
                    "take another name"));
        }
        if (!backend.isEmpty() && backend.equals(service)) {
            problems.add(Problem.error(
                    Location.of("-Dservice=" + service),
                    "backend and service would share the argument " + ImageName.versionArgument(service),
                    "take another name for one of them"));
        }
        for (String tag : asked.tags()) {
            problems.add(Problem.error(
                    Location.of("-Dtag=" + tag), "tags aren't chosen, but made of names and versions", "leave it out"));
        }
        List<Platform> platforms = platforms(asked, problems);
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        return new Addition(backend, service, platforms, values);
    }

    private static String one(String what, List<String> given, String mend, List<Problem> problems) {
        if (given.isEmpty()) {
            problems.add(Problem.error(Location.of("-D" + what), "no " + what + " is named", mend));
            return "";
        }
        if (given.size() > 1) {
            problems.add(Problem.error(
                    Location.of("-D" + what + "=" + String.join(",", given)),
                    "more than one " + what + " is named",
                    "add one at a time"));
            return "";
        }
        String name = given.get(0);
        if (!MatrixReader.isName(name)) {
            problems.add(Problem.error(
                    Location.of("-D" + what + "=" + name),
                    "'" + name + "' can't name a " + what,
                    suggestion(name)
                            + "use lower-case letters, digits and '-'; start with a letter, and end with one, as a version"
                            + " follows it in the tag"));
        }
        return name;
    }

    private static String suggestion(String name) {
        String near =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[^a-z]+|[^a-z]+$", "");
        return MatrixReader.isName(near) ? "did you mean '" + near + "'? " : "";
    }

    private static List<Platform> platforms(Selection asked, List<Problem> problems) {
        var platforms = new ArrayList<Platform>();
        for (String text : asked.platforms()) {
            Platform.parse(text)
                    .ifPresentOrElse(
                            platforms::add,
                            () -> problems.add(Problem.error(
                                    Location.of("-Dplatform=" + text),
                                    "'" + text + "' is no platform",
                                    "write os/arch[/variant], as linux/amd64 or linux/arm/v7")));
        }
        return platforms.stream().distinct().toList();
    }

    /** {@code CUDA_VERSION}. */
    String backendVersion() {
        return ImageName.versionArgument(backend);
    }

    /** {@code VLLM_VERSION}. */
    String serviceVersion() {
        return ImageName.versionArgument(service);
    }
}
