package ai.gpustack.runner.matrix;

import ai.gpustack.runner.source.Located;
import ai.gpustack.runner.source.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code matrix.yml} says: the one list of what is built.
 *
 * @param file the file's path as shown to people
 * @param image the repository of the images; empty for the default
 * @param variants each backend's default variant, which may use {@code ${ARGS}}, by backend
 * @param runners the labels of the CI runner that a backend or a platform needs, by its name
 * @param rules what is built, in the file's order; rules that could not be read are left out and reported
 * @param problems everything that is wrong with the file; anything may be done only if none is an error
 */
public record Matrix(
        String file,
        Optional<Located<Repository>> image,
        Map<String, Located<String>> variants,
        Map<String, List<String>> runners,
        List<Rule> rules,
        List<Problem> problems) {

    /** The repository of the images where neither matrix.yml nor the user names one. */
    public static final Repository DEFAULT_IMAGE = new Repository(Optional.empty(), Optional.of("gpustack"), "runner");

    /** {@return the backends that rules name, in the file's order, each once} */
    public List<String> backends() {
        return rules.stream().map(rule -> rule.backend().value()).distinct().toList();
    }

    /** {@return the services that rules name, in the file's order, each once} */
    public List<String> services() {
        return rules.stream()
                .flatMap(rule -> rule.services().stream())
                .map(Located::value)
                .distinct()
                .toList();
    }

    /** {@return the platforms that rules name, in the file's order, each once} */
    public List<String> platforms() {
        return rules.stream()
                .flatMap(rule -> rule.platforms().stream())
                .map(Located::toString)
                .distinct()
                .toList();
    }
}
