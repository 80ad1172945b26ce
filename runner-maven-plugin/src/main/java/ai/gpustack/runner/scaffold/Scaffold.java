package ai.gpustack.runner.scaffold;

import ai.gpustack.runner.matrix.Matrix;
import ai.gpustack.runner.matrix.MatrixReader;
import ai.gpustack.runner.plan.Pack;
import ai.gpustack.runner.plan.PlanRequest;
import ai.gpustack.runner.plan.Planner;
import ai.gpustack.runner.plan.Selection;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Nearest;
import ai.gpustack.runner.source.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an addition takes: all files that are made or changed.
 *
 * @param changes what happens to each file, the matrix last, which brings the others to life
 * @param notes what a person should know of it, as sentences without a full stop
 */
public record Scaffold(List<Change> changes, List<String> notes) {

    public Scaffold {
        changes = List.copyOf(changes);
        notes = List.copyOf(notes);
    }

    /**
     * Makes it up. Nothing is written.
     *
     * @param addition what is wanted
     * @param project what is there
     * @return the changes
     * @throws InvalidInput if some of it is there already, or what is there can't be added to; with all that is wrong
     */
    public static Scaffold of(Addition addition, Project project) {
        Optional<Matrix> matrix = project.matrix().map(text -> MatrixReader.parse(project.matrixFile(), text));
        if (matrix.isPresent() && !MatrixEdit.awaitsFirstRule(project.matrix().orElseThrow(), matrix.get())) {
            refuse(errors(matrix.get().problems()));
        }
        refuse(present(addition, project, matrix));

        var recipe = RecipeChange.of(addition, project, matrix);
        var rule = RuleChange.of(addition, project, matrix, recipe);
        var tests =
                new Change(project.path(testFile(addition)), Optional.empty(), new Templates(addition).smokeTests());
        var notes = new ArrayList<String>();
        if (matrix.stream().noneMatch(read -> read.backends().contains(addition.backend()))) {
            nearBackend(addition, matrix).ifPresent(notes::add);
        }
        notes.add(rule.note());
        return new Scaffold(List.of(recipe.change(), tests, rule.change()), notes);
    }

    private static String testFile(Addition addition) {
        return addition.service() + ".test.yml";
    }

    private static List<Problem> present(Addition addition, Project project, Optional<Matrix> matrix) {
        var problems = new ArrayList<Problem>();
        String service = addition.service();
        matrix.stream()
                .flatMap(read -> read.rules().stream())
                .filter(rule -> rule.backend().value().equals(addition.backend()))
                .flatMap(rule -> rule.services().stream())
                .filter(name -> name.value().equals(service))
                .forEach(name -> problems.add(Problem.error(
                        name.at(),
                        "backend '" + addition.backend() + "' has the service '" + service + "' already",
                        "add a version to the rule's args, or take another name")));
        for (String name : List.of("Dockerfile." + service, testFile(addition))) {
            if (project.files().contains(name)) {
                problems.add(Problem.error(
                        Location.of(project.path(name)),
                        "is there already, and is never overwritten",
                        "remove it, or take another name"));
            }
        }
        return problems;
    }

    private static Optional<String> nearBackend(Addition addition, Optional<Matrix> matrix) {
        return matrix.stream()
                .flatMap(read -> read.backends().stream())
                .filter(known -> Nearest.distance(known, addition.backend()) == 1)
                .findFirst()
                .map(known -> "'" + addition.backend() + "' is a new backend; there is a '" + known + "', too");
    }

    static List<Problem> errors(List<Problem> problems) {
        return problems.stream().filter(Problem::isError).toList();
    }

    static void refuse(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
    }

    /**
     * Plans the service as it would be, with everything that planning finds wrong.
     *
     * @param addition what is wanted
     * @param pack the pack directory as it is
     * @return this scaffold
     * @throws InvalidInput if the service couldn't be planned
     */
    public Scaffold planned(Addition addition, Pack pack) {
        Change recipe = changes.get(0);
        Change rule = changes.get(changes.size() - 1);
        String repository = Matrix.DEFAULT_IMAGE.toString();
        var request = new PlanRequest(
                MatrixReader.parse(rule.path(), rule.after()),
                pack.with(recipe.path(), recipe.after()),
                new Selection(List.of(addition.backend()), List.of(addition.service()), List.of(), List.of()),
                Map.of(),
                repository,
                repository);
        List<Problem> problems = Planner.plan(request).errors();
        if (!problems.isEmpty()) {
            var all = new ArrayList<Problem>();
            all.add(Problem.error(
                    Location.of("-Dservice=" + addition.service()),
                    "with it there would be what is wrong below, in the lines as they would be",
                    "mend that first"));
            all.addAll(problems);
            throw new InvalidInput(all);
        }
        return this;
    }
}
