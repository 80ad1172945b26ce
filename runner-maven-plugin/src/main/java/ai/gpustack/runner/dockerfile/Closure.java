package ai.gpustack.runner.dockerfile;

import ai.gpustack.runner.source.Problem;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a target needs of its Dockerfile: its stage and those that it is based on, copies from or mounts.
 *
 * @param dockerfile the Dockerfile
 * @param values the values that its global arguments have
 * @param target the target's stage
 * @param stages the stages, in the file's order
 * @param parents the stage that each of them is based on, by number; a stage that is based on an image isn't in it
 * @param images the images from outside, each once, in the file's order; never {@code scratch}
 * @param problems what BuildKit would refuse: a base without a name, a copy from a stage further down
 */
public record Closure(
        Dockerfile dockerfile,
        ArgumentValues values,
        Stage target,
        List<Stage> stages,
        Map<Integer, Integer> parents,
        List<BaseImage> images,
        List<Problem> problems) {

    public Closure {
        stages = List.copyOf(stages);
        parents = Collections.unmodifiableMap(new HashMap<>(parents));
        images = List.copyOf(images);
        problems = List.copyOf(problems);
    }

    /** {@return the stage that a stage of this closure is based on, if it isn't an image} */
    Optional<Stage> parent(Stage stage) {
        return Optional.ofNullable(parents.get(stage.number()))
                .map(number -> dockerfile.stages().get(number));
    }

    /**
     * The arguments that can make a difference to the target: global and platform arguments that the FROM lines of its stages
     * use, and those that its stages declare.
     *
     * @return their names, sorted
     */
    public SortedSet<String> argumentsInUse() {
        var names = new TreeSet<String>();
        for (Stage stage : stages) {
            names.addAll(namesIn(stage.base()));
            stage.platform().ifPresent(platform -> names.addAll(namesIn(platform)));
            stage.arguments().forEach(argument -> names.add(argument.name()));
            parent(stage).ifPresent(parent -> names.addAll(triggered(parent)));
        }
        return names;
    }

    /** ONBUILD declares nothing in its own stage, but in those that are based on it. */
    private static List<String> triggered(Stage parent) {
        return parent.instructions().stream()
                .flatMap(instruction -> instruction.trigger().stream())
                .filter(trigger -> trigger.keyword().equals("ARG"))
                .flatMap(trigger -> trigger.words().stream())
                .map(word -> word.contains("=") ? word.substring(0, word.indexOf('=')) : word)
                .toList();
    }

    private SortedSet<String> namesIn(String word) {
        var names = new TreeSet<String>();
        if (word.indexOf('$') >= 0) {
            var expansion = Expansion.expand(word, values::global, dockerfile.escape());
            names.addAll(expansion.used());
            names.addAll(expansion.unset());
        }
        // BuildKit gives a FROM line nothing else, whatever --build-arg says.
        names.removeIf(name -> dockerfile.global(name).isEmpty() && !ArgumentValues.PLATFORM_ARGUMENTS.contains(name));
        return names;
    }

    /**
     * Everything in the Dockerfile that decides what the target's image holds, but for the values of its arguments: the parser
     * directives, the global arguments in use, and the instructions of its stages. It stays the same when comments, the places
     * where a line is continued, stages outside the closure, names of stages or global arguments that aren't used change.
     * White space inside a command counts, as it does for BuildKit's cache.
     *
     * @return a list of records, each a list of strings, that can be written as JSON
     */
    public List<List<String>> canonical() {
        return new CanonicalContent(this).records();
    }
}
