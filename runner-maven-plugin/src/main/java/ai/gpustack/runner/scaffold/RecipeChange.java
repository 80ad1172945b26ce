package ai.gpustack.runner.scaffold;

import ai.gpustack.runner.dockerfile.Dockerfile;
import ai.gpustack.runner.dockerfile.Stage;
import ai.gpustack.runner.matrix.Matrix;
import ai.gpustack.runner.plan.ImageName;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Nearest;
import ai.gpustack.runner.source.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the service will be built: a stage in the backend's Dockerfile if it has one; a {@code Dockerfile.{service}} where every
 * service has its own; else a new Dockerfile.
 *
 * @param change what happens to the Dockerfile
 * @param earlier what it says now; empty if it is new
 * @param args the values that were asked for of arguments that it declares already: they belong into the rule
 */
record RecipeChange(Change change, Optional<Dockerfile> earlier, Map<String, String> args) {

    /** What a version is until somebody says better. */
    static final String FIRST_VERSION = "1.0";

    static RecipeChange of(Addition addition, Project project, Optional<Matrix> matrix) {
        String text = project.dockerfiles().get("Dockerfile");
        return text == null ? made(addition, project) : edited(addition, project, text);
    }

    private static RecipeChange made(Addition addition, Project project) {
        String image = addition.backendVersion().replaceFirst("_VERSION$", "_BASE_IMAGE");
        List<String> known = List.of(addition.backendVersion(), image, addition.serviceVersion());
        Scaffold.refuse(wrongValues(addition, known, known));
        String name = project.dockerfiles().isEmpty() ? "Dockerfile" : "Dockerfile." + addition.service();
        String backendVersion = Optional.ofNullable(addition.values().get(addition.backendVersion()))
                .or(() -> siblingsVersion(addition, project))
                .orElse(FIRST_VERSION);
        String text = new Templates(addition)
                .dockerfile(
                        backendVersion, Optional.ofNullable(addition.values().get(image)), serviceVersion(addition));
        return new RecipeChange(new Change(project.path(name), Optional.empty(), text), Optional.empty(), Map.of());
    }

    /** The backend's version by the Dockerfiles of its other services. */
    private static Optional<String> siblingsVersion(Addition addition, Project project) {
        return project.dockerfiles().values().stream()
                .map(text -> Dockerfile.parse("", text).values(Map.of()))
                .flatMap(values -> values.global(addition.backendVersion()).stream())
                .filter(RecipeChange::isVersion)
                .findFirst();
    }

    private static String serviceVersion(Addition addition) {
        return addition.values().getOrDefault(addition.serviceVersion(), FIRST_VERSION);
    }

    private static RecipeChange edited(Addition addition, Project project, String text) {
        String file = project.path("Dockerfile");
        Dockerfile dockerfile = Dockerfile.parse(file, text);
        Scaffold.refuse(Scaffold.errors(dockerfile.problems()));
        Scaffold.refuse(unfit(addition, dockerfile));

        boolean declares = dockerfile.global(addition.serviceVersion()).isPresent();
        var known = new ArrayList<>(dockerfile.argumentNames());
        known.add(addition.serviceVersion());
        Scaffold.refuse(wrongValues(addition, known, declares ? List.of() : List.of(addition.serviceVersion())));

        Optional<String> version = declares ? Optional.empty() : Optional.of(serviceVersion(addition));
        String after = DockerfileEdit.withService(dockerfile, text, new Templates(addition), version);
        Dockerfile reread = Dockerfile.parse(file, after);
        Scaffold.refuse(Scaffold.errors(reread.problems()));
        if (!DockerfileEdit.isWithService(reread, dockerfile, addition)) {
            throw new InvalidInput(List.of(Problem.error(
                    Location.of(file),
                    "a stage and an argument can't be added to it without changing others",
                    "end its last line, and the last ARG line before the first FROM, without an escape character")));
        }
        var args = new LinkedHashMap<>(addition.values());
        if (!declares) {
            args.remove(addition.serviceVersion());
        }
        return new RecipeChange(new Change(file, Optional.of(text), after), Optional.of(dockerfile), args);
    }

    private static List<Problem> unfit(Addition addition, Dockerfile dockerfile) {
        var problems = new ArrayList<Problem>();
        dockerfile
                .stage(addition.service())
                .ifPresent(stage -> problems.add(Problem.error(
                        stage.at(),
                        "there is a stage '" + addition.service() + "' already",
                        "name it in the services of a rule, or take another name")));
        if (dockerfile.stage(Stage.RUNTIME).isEmpty()) {
            problems.add(Problem.error(
                    Location.of(dockerfile.file()),
                    "there is no stage '" + Stage.RUNTIME + "' for a service to start from",
                    "give the stage that all services share that name; " + dockerfile.mendStage(Stage.RUNTIME)));
        }
        if (dockerfile.global(addition.backendVersion()).isEmpty()) {
            problems.add(Problem.error(
                    Location.of(dockerfile.file()),
                    "the version argument " + addition.backendVersion() + " isn't declared before the first FROM",
                    "add 'ARG " + addition.backendVersion() + "' there"));
        }
        return problems;
    }

    /** Values of unknown arguments, and those that go into a Dockerfile and shouldn't. */
    private static List<Problem> wrongValues(Addition addition, List<String> known, List<String> written) {
        var problems = new ArrayList<Problem>();
        addition.values().forEach((name, value) -> {
            Location at = Location.of("-Drunner.arg." + name);
            if (!known.contains(name)) {
                problems.add(
                        Problem.error(at, "the Dockerfile won't declare '" + name + "'", Nearest.mend(name, known)));
            } else if (written.contains(name) && name.equals(versionOf(name)) && !isVersion(value)) {
                problems.add(Problem.error(
                        at, "'" + value + "' can't be a version in a tag", "use letters, digits, '_' and single dots"));
            } else if (written.contains(name) && !value.matches("[A-Za-z0-9._/:@-]+")) {
                problems.add(Problem.error(at, "'" + value + "' is no image reference", "write NAME[:TAG]"));
            }
        });
        return problems;
    }

    private static String versionOf(String name) {
        return ImageName.versionArgument(name.replaceFirst("_VERSION$", ""));
    }

    private static boolean isVersion(String value) {
        return value.matches("[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+)*");
    }
}
