package ai.gpustack.runner.scaffold;

import ai.gpustack.runner.dockerfile.Argument;
import ai.gpustack.runner.dockerfile.ArgumentValues;
import ai.gpustack.runner.dockerfile.Closure;
import ai.gpustack.runner.dockerfile.Dockerfile;
import ai.gpustack.runner.dockerfile.Stage;
import ai.gpustack.runner.matrix.Matrix;
import ai.gpustack.runner.matrix.Rule;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Located;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How the matrix names the service. It joins the backend's rule where there is one rule only, and nothing in that rule is about
 * particular services or asked for otherwise: the new service is then built for the same versions and platforms. Else it gets a
 * rule of its own below the backend's last one, because which of several rules is meant can't be known.
 *
 * @param change what happens to the matrix file
 * @param note what was done, as a sentence without a full stop
 */
record RuleChange(Change change, String note) {

    private static final List<String> USUAL_PLATFORMS = List.of("linux/amd64", "linux/arm64");

    static RuleChange of(Addition addition, Project project, Optional<Matrix> matrix, RecipeChange recipe) {
        if (matrix.isEmpty()) {
            var rule = new NewRule(addition.backend(), addition.service(), List.of(), Map.of());
            List<String> platforms = addition.platforms().isEmpty()
                    ? USUAL_PLATFORMS
                    : addition.platforms().stream().map(Object::toString).toList();
            String text =
                    "# The one list of what is built.\nplatforms: [" + String.join(", ", platforms) + "]\n\nrules:\n"
                            + String.join(
                                    "",
                                    rule.lines().stream()
                                            .map(line -> "  " + line + "\n")
                                            .toList());
            return new RuleChange(
                    new Change(project.matrixFile(), Optional.empty(), text),
                    "there was no " + project.matrixFile() + ": a new one begins with this rule");
        }
        return new Editing(addition, project, matrix.get(), recipe).change();
    }

    /** The matrix that is there, and what is added to it. */
    private static final class Editing {

        private final Addition addition;
        private final Project project;
        private final Matrix matrix;
        private final RecipeChange recipe;
        private final MatrixEdit edit;

        /** The places of the backend's rules. */
        private final List<Integer> own;

        Editing(Addition addition, Project project, Matrix matrix, RecipeChange recipe) {
            this.addition = addition;
            this.project = project;
            this.matrix = matrix;
            this.recipe = recipe;
            this.edit = new MatrixEdit(project.matrix().orElseThrow(), matrix);
            this.own = IntStream.range(0, matrix.rules().size())
                    .filter(i -> matrix.rules().get(i).backend().value().equals(addition.backend()))
                    .boxed()
                    .toList();
        }

        RuleChange change() {
            Optional<String> apart = reasonToStayApart();
            Optional<RuleChange> joined = apart.isEmpty() ? joined() : Optional.empty();
            return joined.orElseGet(() -> ownRule(apart.orElse("the services of the other can't be added to alone")));
        }

        private Optional<String> reasonToStayApart() {
            if (own.isEmpty()) {
                return Optional.of("the backend has none yet");
            }
            if (own.size() > 1) {
                return Optional.of("the backend has several");
            }
            Rule rule = matrix.rules().get(own.get(0));
            if (rule.disabled().isPresent()) {
                return Optional.of("the other is disabled");
            }
            if (!rule.exclude().isEmpty() || rule.variant().isPresent()) {
                return Optional.of("the other has a variant or exclusions, which may be about its services only");
            }
            if (!addition.platforms().isEmpty() || !asked().isEmpty()) {
                return Optional.of("platforms or values of its own were asked for");
            }
            return Optional.of(addition.serviceVersion())
                    .filter(name -> lacking().contains(name) && !rule.args().containsKey(name))
                    .map(name -> "the other gives " + name + " no value");
        }

        private Optional<RuleChange> joined() {
            Rule rule = matrix.rules().get(own.get(0));
            return edit.withService(own.get(0), addition.service())
                    .map(text -> changed(
                            text, "'" + addition.service() + "' joins the services of the rule at " + rule.at()));
        }

        private RuleChange ownRule(String why) {
            var rule = new NewRule(addition.backend(), addition.service(), platforms(), args());
            int below =
                    model().map(matrix.rules()::indexOf).orElse(matrix.rules().size() - 1);
            return edit.withRule(rule, below)
                    .map(text -> changed(text, "'" + addition.service() + "' gets a rule of its own: " + why))
                    .orElseThrow(() -> new InvalidInput(List.of(Problem.error(
                            Location.of(matrix.file()),
                            "a rule can't be inserted without changing what others say",
                            "write its rules as a list of its own, one rule an item, or add this one yourself: "
                                    + rule.inBrackets()))));
        }

        private RuleChange changed(String text, String note) {
            return new RuleChange(new Change(project.matrixFile(), project.matrix(), text), note);
        }

        /** The rule that a further one of the backend is like: its last one, best one that isn't disabled. */
        private Optional<Rule> model() {
            List<Rule> rules = own.stream().map(matrix.rules()::get).toList();
            Optional<Rule> enabled =
                    rules.stream().filter(rule -> rule.disabled().isEmpty()).reduce((first, second) -> second);
            return enabled.or(() -> rules.stream().reduce((first, second) -> second));
        }

        private List<String> platforms() {
            if (!addition.platforms().isEmpty()) {
                return addition.platforms().stream().map(Object::toString).toList();
            }
            Optional<List<String>> models = model().map(rule ->
                    rule.platforms().stream().map(Located::toString).toList());
            if (models.isPresent()) {
                return models.get().equals(edit.defaultPlatforms()) ? List.of() : models.get();
            }
            if (!edit.defaultPlatforms().isEmpty()) {
                return List.of();
            }
            return matrix.platforms().isEmpty() ? USUAL_PLATFORMS : matrix.platforms();
        }

        private Map<String, List<String>> args() {
            var args = new LinkedHashMap<String, List<String>>();
            for (String name : lacking()) {
                model().map(rule -> rule.args().get(name))
                        .ifPresent(argument -> args.put(
                                name,
                                argument.values().stream().map(Located::value).toList()));
            }
            if (lacking().contains(addition.serviceVersion())) {
                args.putIfAbsent(addition.serviceVersion(), List.of(RecipeChange.FIRST_VERSION));
            }
            asked().forEach((name, value) -> args.put(name, List.of(value)));
            String version = addition.backendVersion();
            if (recipe.earlier().isPresent() && lacking().contains(version) && !args.containsKey(version)) {
                throw new InvalidInput(List.of(Problem.error(
                        Location.of(recipe.change().path()),
                        version + " has no value, and no rule of '" + addition.backend() + "' gives it one",
                        "say which: -Drunner.arg." + version + "=…")));
            }
            return args;
        }

        /** The values that were asked for and that the Dockerfile's defaults don't say. */
        private Map<String, String> asked() {
            String version = addition.values().get(addition.backendVersion());
            return recipe.earlier().isEmpty() && version != null && !own.isEmpty()
                    ? Map.of(addition.backendVersion(), version)
                    : recipe.args();
        }

        /** The arguments that matter to the service, and for which the Dockerfile has no value, or only a first guess. */
        private Set<String> lacking() {
            if (recipe.earlier().isEmpty()) {
                return Set.of(addition.backendVersion());
            }
            var names = new HashSet<String>();
            Dockerfile dockerfile = recipe.earlier().get();
            ArgumentValues values = dockerfile.values(Map.of());
            names.add(addition.backendVersion());
            dockerfile.global(addition.serviceVersion()).ifPresent(argument -> names.add(argument.name()));
            dockerfile
                    .closure(Stage.RUNTIME, values)
                    .map(Closure::argumentsInUse)
                    .ifPresent(names::addAll);
            names.removeIf(name ->
                    values.global(name).filter(value -> !value.isEmpty()).isPresent());
            return dockerfile.globals().stream()
                    .map(Argument::name)
                    .filter(names::contains)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }
    }
}
