package ai.gpustack.runner.plan;

import ai.gpustack.runner.dockerfile.ArgumentValues;
import ai.gpustack.runner.dockerfile.ContextFiles;
import ai.gpustack.runner.matrix.Rule;
import ai.gpustack.runner.plan.Pack.Recipe;
import ai.gpustack.runner.process.Parallel;
import ai.gpustack.runner.source.Located;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Nearest;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import ai.gpustack.runner.source.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the plan: every rule's combinations, their names, what collides, what is selected. */
public final class Planner {

    /** Fewer rules are planned before further threads have begun. */
    private static final int MANY = 8;

    private final PlanRequest request;
    private final ContextFiles files = new ContextFiles();
    private static final String MEND_PLATFORM = "leave it out, and choose by platforms";

    private final Set<Problem> problems = new LinkedHashSet<>();
    private final Map<String, PlatformImage> byTag = new LinkedHashMap<>();
    private final Map<String, Problem> collisions = new LinkedHashMap<>();

    /** Whether a Dockerfile of a selected rule declares each override, and each argument of a rule. */
    private final Set<String> declared = new LinkedHashSet<>();

    private final NamedContexts contexts;
    private Whole whole;

    private Planner(PlanRequest request) {
        this.request = request;
        this.contexts = new NamedContexts(request.options().contexts(), request.places(), files, problems::add);
    }

    /**
     * Makes a plan.
     *
     * @param request what it is made of
     * @return the plan, with all that is wrong; it may be carried out only if none of that is an error
     */
    public static Plan plan(PlanRequest request) {
        return new Planner(request).plan();
    }

    private Plan plan() {
        request.matrix().problems().forEach(problem -> problems.add(problem.ofKind(ProblemKind.MATRIX)));
        problems.addAll(request.bases().problems());
        problems.addAll(request.selection().unknown(request.matrix(), request.places()));
        for (Planned planned : rules()) {
            problems.addAll(planned.problems);
            declared.addAll(planned.declared);
            planned.images.forEach(this::add);
        }
        List<RunnerImage> images = images();
        dockerfilesThatNobodyUses();
        overridesThatNobodyDeclares();
        overridesThatAreSecrets();
        contextsThatNobodyTakes();
        selectionThatFitsNothing(images);
        locksThatNobodyUses();
        return new Plan(images, List.copyOf(problems), collisions);
    }

    private List<Planned> rules() {
        List<Rule> rules = request.matrix().rules().stream()
                .filter(rule -> request.selection().hasBackend(rule.backend().value()))
                .toList();
        return rules.size() < MANY
                ? rules.stream().map(this::planned).toList()
                : Parallel.map(rules, Runtime.getRuntime().availableProcessors(), this::planned);
    }

    /** What a rule stands for, apart from all others. */
    private record Planned(List<PlatformImage> images, List<Problem> problems, Set<String> declared) {}

    private Planned planned(Rule rule) {
        var planned = new Planned(new ArrayList<>(), new ArrayList<>(), new LinkedHashSet<>());
        if (rule.disabled().isPresent()) {
            planned.problems.add(Problem.of(
                    ProblemKind.LEFT_OUT,
                    rule.at(),
                    "left out, as it is disabled: " + rule.disabled().get(),
                    ""));
            return planned;
        }
        var recipes = new ArrayList<Recipe>();
        for (Located<String> service : rule.services()) {
            if (request.selection().hasService(service.value())) {
                Optional<Recipe> recipe = recipe(rule, service, planned.problems);
                recipe.ifPresent(found -> {
                    recipes.add(found);
                    planned.declared.addAll(found.dockerfile().givenNames());
                    found.dockerfile()
                            .problems()
                            .forEach(problem -> planned.problems.add(problem.ofKind(ProblemKind.DOCKERFILE)));
                    planned.images.addAll(
                            new RulePlanner(request, files, contexts, rule, service, found, planned.problems::add)
                                    .plan());
                });
            }
        }
        if (!recipes.isEmpty()) {
            argumentsThatNobodyDeclares(rule, recipes.get(0), planned);
        }
        return planned;
    }

    private Optional<Recipe> recipe(Rule rule, Located<String> service, List<Problem> problems) {
        String backend = rule.backend().value();
        Optional<Recipe> recipe = request.pack().recipe(backend, service.value());
        if (recipe.isEmpty()) {
            String directory = request.pack()
                    .shown(request.pack().testFile(backend, service.value()).getParent());
            problems.add(Problem.of(
                    ProblemKind.NO_DOCKERFILE,
                    rule.backend().at(),
                    "there is neither " + directory + "/Dockerfile." + service + " nor " + directory + "/Dockerfile",
                    "write one with a stage '" + service + "' (docs/dockerfile.md)"));
        }
        return recipe;
    }

    private void argumentsThatNobodyDeclares(Rule rule, Recipe recipe, Planned planned) {
        rule.args().forEach((name, argument) -> {
            // With only some of its services selected, the others' arguments aren't this Dockerfile's business.
            boolean isWhole = rule.services().stream()
                    .allMatch(service -> request.selection().hasService(service.value()));
            if (ArgumentValues.PLATFORM_ARGUMENTS.contains(name)) {
                planned.problems.add(
                        Problem.of(ProblemKind.UNDECLARED, argument.name().at(), ofPlatform(name), MEND_PLATFORM));
            } else if (isWhole && !planned.declared.contains(name)) {
                planned.problems.add(Problem.of(
                        ProblemKind.UNDECLARED,
                        argument.name().at(),
                        "'" + name + "' is given to " + recipe.shown() + ", which declares no such ARG",
                        Nearest.mend(name, planned.declared)));
            }
        });
    }

    /** Given, it would change what is built, and not what it is taken for. */
    private static String ofPlatform(String name) {
        return "'" + name + "' can't be given: BuildKit sets it, by the platform";
    }

    private void add(PlatformImage image) {
        PlatformImage first = byTag.putIfAbsent(image.tag(), image);
        if (first == null || (first.rule().equals(image.rule()) && first.id().equals(image.id()))) {
            return; // the same image twice in one rule: an axis that this service doesn't use
        }
        Problem collision = collision(first, image);
        problems.add(collision);
        collisions.putIfAbsent(image.tag(), collision);
    }

    private static Problem collision(PlatformImage first, PlatformImage image) {
        if (first.rule().equals(image.rule())) {
            return Problem.of(
                    ProblemKind.COLLISION,
                    image.rule(),
                    "two combinations of this rule give the tag " + image.tag() + ": " + difference(first, image),
                    "tell them apart with a variant, or remove one");
        }
        return Problem.of(
                ProblemKind.COLLISION,
                image.rule(),
                "gives the tag " + image.tag() + ", which the rule at " + first.rule() + " gives already",
                "tell them apart with a variant, or remove the platform from one");
    }

    private static String difference(PlatformImage one, PlatformImage other) {
        var differences = new ArrayList<String>();
        one.args().forEach((name, value) -> {
            String otherValue = other.args().getOrDefault(name, "");
            if (!value.equals(otherValue)) {
                differences.add(name + "=" + value + " and " + name + "=" + otherValue);
            }
        });
        return String.join(", ", differences);
    }

    private List<RunnerImage> images() {
        var groups = new LinkedHashMap<ImageName, List<PlatformImage>>();
        byTag.values()
                .forEach(image -> groups.computeIfAbsent(image.name(), name -> new ArrayList<>())
                        .add(image));
        var images = new ArrayList<RunnerImage>();
        groups.forEach((name, platformImages) -> {
            if (platformImages.stream().anyMatch(PlatformImage::selected)) {
                platformImages.sort(Comparator.comparing(PlatformImage::platform));
                images.add(new RunnerImage(name, request.repository(), List.copyOf(platformImages)));
            }
        });
        return images;
    }

    private void dockerfilesThatNobodyUses() {
        for (String backend : request.matrix().backends()) {
            List<String> services = request.matrix().rules().stream()
                    .filter(rule -> rule.backend().value().equals(backend))
                    .flatMap(rule -> rule.services().stream())
                    .map(Located::value)
                    .distinct()
                    .toList();
            request.pack()
                    .shadowed(backend, services)
                    .filter(file -> request.selection().hasBackend(backend))
                    .ifPresent(file -> problems.add(Problem.of(
                            ProblemKind.SHADOWED,
                            Location.of(file),
                            "nothing is built from it: each of the services " + String.join(", ", services)
                                    + " has a Dockerfile of its own",
                            "remove it")));
        }
    }

    /** What stands in the POM is for whatever is selected; where the selection is wrong, nobody knows what was to be. */
    private void overridesThatNobodyDeclares() {
        boolean isSelectionKnown =
                request.selection().unknown(request.matrix(), request.places()).isEmpty();
        for (String name : request.overrides().keySet()) {
            Location at = request.places().of("runner.arg." + name);
            if (declared.contains(name)) {
                continue;
            }
            if (ArgumentValues.PLATFORM_ARGUMENTS.contains(name)) {
                problems.add(Problem.of(ProblemKind.OPTION, at, ofPlatform(name), MEND_PLATFORM));
            } else if (at.isOfCommandLine() && isSelectionKnown) {
                problems.add(Problem.of(
                        ProblemKind.OPTION,
                        at,
                        "no Dockerfile of the selected images declares the ARG '" + name + "'",
                        Nearest.mend(name, declared)));
            } else if (!whole().declared.contains(name)) {
                problems.add(new Problem(
                        whole().severity,
                        at,
                        "no Dockerfile of the matrix's images declares the ARG '" + name + "'",
                        Nearest.mend(name, whole().declared),
                        Optional.of(ProblemKind.OPTION)));
            }
        }
    }

    /** One that stands in the matrix is in everybody's hands already; one that is given in a run may have been meant to be kept. */
    private void overridesThatAreSecrets() {
        request.overrides().forEach((name, value) -> {
            if (Confidential.isLikely(name, value)) {
                problems.add(
                        Problem.warning(
                                request.places().of("runner.arg." + name),
                                "looks like a secret, and a build argument isn't kept: it is in the image's history, and in what steps print",
                                "give it as -Drunner.secret.ID=FILE or env:VARIABLE, and take it with RUN --mount=type=secret"));
            }
        });
    }

    /** One that is there for images that aren't selected is no slip of the finger. */
    private void contextsThatNobodyTakes() {
        if (!contexts.areAllTaken()) {
            problems.addAll(whole().contexts.untaken(whole().severity));
        }
    }

    /**
     * What all rules take, whether selected or not.
     *
     * @param declared the build arguments that Dockerfiles declare
     * @param contexts the named contexts
     * @param severity how much it matters that none takes something; of what can't be planned it isn't known what it takes
     */
    private record Whole(Set<String> declared, NamedContexts contexts, Severity severity) {}

    private Whole whole() {
        if (whole == null) {
            var planner = new Planner(request.ofEachRule());
            List<Planned> all = planner.rules();
            Set<String> names = all.stream()
                    .flatMap(planned -> planned.declared.stream())
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            boolean isRead =
                    all.stream().flatMap(planned -> planned.problems.stream()).noneMatch(Problem::isError);
            whole = new Whole(names, planner.contexts, isRead ? Severity.ERROR : Severity.WARNING);
        }
        return whole;
    }

    /** Only a plan of everything, as the files say it, tells what nobody uses. */
    private void locksThatNobodyUses() {
        if (request.namesEveryBase() && problems.stream().noneMatch(Problem::isError)) {
            List<Base> used = byTag.values().stream()
                    .flatMap(image -> image.bases().stream())
                    .distinct()
                    .toList();
            problems.addAll(request.bases().unused(used));
        }
    }

    private void selectionThatFitsNothing(List<RunnerImage> images) {
        List<String> known = byTag.values().stream()
                .flatMap(image -> List.of(image.name().tag(), image.name().devTag(), image.tag()).stream())
                .distinct()
                .toList();
        request.selection().tags().stream()
                .filter(tag -> known.stream().noneMatch(k -> Selection.matches(tag, k)))
                .forEach(tag -> problems.add(Selection.nothingHasTag(tag, known, request.places())));
        if (images.isEmpty() && problems.stream().noneMatch(Problem::isError)) {
            problems.add(Problem.of(
                    ProblemKind.OPTION,
                    Location.of(request.matrix().file()),
                    request.selection().isEverything()
                            ? "there is nothing to build: every rule is left out"
                            : "no rule has all of " + request.selection(),
                    "'mvn runner:plan' lists what there is"));
        }
    }
}
