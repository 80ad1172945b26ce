package ai.gpustack.runner.lint;

import ai.gpustack.runner.dockerfile.Argument;
import ai.gpustack.runner.dockerfile.ArgumentValues;
import ai.gpustack.runner.dockerfile.Dockerfile;
import ai.gpustack.runner.dockerfile.Expansion;
import ai.gpustack.runner.dockerfile.Instruction;
import ai.gpustack.runner.dockerfile.Stage;
import ai.gpustack.runner.matrix.Matrix;
import ai.gpustack.runner.matrix.Rule;
import ai.gpustack.runner.plan.Pack;
import ai.gpustack.runner.plan.Pack.Recipe;
import ai.gpustack.runner.plan.Selection;
import ai.gpustack.runner.source.Located;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A Dockerfile, and what is built from it.
 *
 * @param dockerfile the Dockerfile
 * @param backend the backend in whose folder it is
 * @param services the matrix's services that are built from it, selected or not: a comment that silences a rule for one of
 *     them isn't useless because another one is asked for
 */
public record Subject(Dockerfile dockerfile, String backend, List<String> services) {

    public Subject {
        services = List.copyOf(services);
    }

    /**
     * The Dockerfiles of the selected images.
     *
     * @param matrix the matrix
     * @param pack where they are
     * @param selection which images are meant, by backend and service
     * @return each Dockerfile once, in the matrix's order; a service without one is left out
     */
    public static List<Subject> of(Matrix matrix, Pack pack, Selection selection) {
        Map<String, Set<String>> services = new LinkedHashMap<>();
        Map<String, Subject> subjects = new LinkedHashMap<>();
        Set<String> selected = new LinkedHashSet<>();
        for (Rule rule : matrix.rules()) {
            String backend = rule.backend().value();
            for (Located<String> service : rule.services()) {
                Optional<Recipe> found =
                        isIn(selection.backends(), backend) ? pack.recipe(backend, service.value()) : Optional.empty();
                found.ifPresent(recipe -> {
                    String file = recipe.shown();
                    services.computeIfAbsent(file, key -> new LinkedHashSet<>()).add(service.value());
                    subjects.putIfAbsent(file, new Subject(recipe.dockerfile(), backend, List.of()));
                    if (rule.disabled().isEmpty() && isIn(selection.services(), service.value())) {
                        selected.add(file);
                    }
                });
            }
        }
        return selected.stream()
                .map(file -> subjects.get(file).with(services.get(file)))
                .toList();
    }

    private static boolean isIn(List<String> selected, String name) {
        return selected.isEmpty() || selected.contains(name);
    }

    private Subject with(Set<String> built) {
        return new Subject(dockerfile, backend, List.copyOf(built));
    }

    /** Each global argument once, where it is declared first; not those that BuildKit sets by itself. */
    Stream<Argument> globalArguments() {
        Set<String> seen = new HashSet<>(ArgumentValues.PLATFORM_ARGUMENTS);
        return dockerfile.globals().stream().filter(argument -> seen.add(argument.name()));
    }

    /** The stages of the services, in the file's order. */
    List<Stage> serviceStages() {
        return dockerfile.stages().stream()
                .filter(stage -> stage.name().filter(services::contains).isPresent())
                .toList();
    }

    /** A stage and those in this file that it is based on, the nearest first. */
    List<Stage> lineage(Stage stage) {
        ArgumentValues values = dockerfile.values(Map.of());
        var lineage = new ArrayList<Stage>();
        Optional<Stage> next = Optional.of(stage);
        while (next.isPresent()) {
            Stage child = next.get();
            lineage.add(child);
            String base = Expansion.expand(child.base(), values::global, dockerfile.escape())
                    .text();
            // a name means the last stage above that has it
            next = dockerfile.stages().subList(0, child.number()).stream()
                    .filter(other -> other.name().filter(base::equals).isPresent())
                    .reduce((first, second) -> second);
        }
        return lineage;
    }

    /** The commands that a stage runs in a shell. */
    static List<Instruction> shellRuns(Stage stage) {
        return stage.instructions().stream()
                .filter(instruction -> instruction.keyword().equals("RUN") && !instruction.json())
                .toList();
    }

    /** The SHELL that holds where an instruction of a stage stands. */
    Optional<Instruction> shell(Stage stage, Instruction here) {
        return lineage(stage).stream()
                .flatMap(ancestor -> ancestor.instructions().stream()
                        .filter(instruction -> instruction.keyword().equals("SHELL"))
                        .filter(instruction -> ancestor.number() != stage.number()
                                || instruction.at().line() < here.at().line())
                        .reduce((first, second) -> second)
                        .stream())
                .findFirst();
    }

    Shell shellAt(Stage stage, Instruction here) {
        return shell(stage, here).map(shell -> new Shell(shell.words())).orElse(Shell.DEFAULT);
    }
}
