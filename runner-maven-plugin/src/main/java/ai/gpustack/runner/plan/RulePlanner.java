package ai.gpustack.runner.plan;

import ai.gpustack.runner.dockerfile.ArgumentValues;
import ai.gpustack.runner.dockerfile.Closure;
import ai.gpustack.runner.dockerfile.ContextFiles;
import ai.gpustack.runner.dockerfile.ContextSelection;
import ai.gpustack.runner.dockerfile.Dockerfile;
import ai.gpustack.runner.dockerfile.Stage;
import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.matrix.Rule;
import ai.gpustack.runner.plan.Pack.Recipe;
import ai.gpustack.runner.source.Located;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Plans one service of one rule: the platform images that its combinations of arguments stand for. */
final class RulePlanner {

    private final PlanRequest request;
    private final ContextFiles files;
    private final NamedContexts contexts;
    private final Rule rule;
    private final Located<String> service;
    private final Recipe recipe;
    private final Consumer<Problem> report;
    private final RuleNaming naming;
    private final Map<List<Object>, String> instructions = new HashMap<>();
    private final Map<List<Object>, PinnedBases> bases = new HashMap<>();
    private final Map<Inputs, String> ids = new HashMap<>();

    RulePlanner(
            PlanRequest request,
            ContextFiles files,
            NamedContexts contexts,
            Rule rule,
            Located<String> service,
            Recipe recipe,
            Consumer<Problem> report) {
        this.request = request;
        this.files = files;
        this.contexts = contexts;
        this.rule = rule;
        this.service = service;
        this.recipe = recipe;
        this.report = report;
        this.naming = new RuleNaming(request, rule, service, recipe, report);
    }

    /** A name, and the build arguments and the backend's whole version that it comes from. */
    private record Variation(ImageName name, Map<String, String> args, String backendVersion) {}

    List<PlatformImage> plan() {
        Dockerfile dockerfile = recipe.dockerfile();
        if (dockerfile.stage(service.value()).isEmpty()) {
            report.accept(Problem.of(
                    ProblemKind.NO_STAGE,
                    service.at(),
                    recipe.shown() + " has no stage '" + service + "'",
                    dockerfile.mendStage(service.value())));
            return List.of();
        }
        var images = new ArrayList<PlatformImage>();
        for (Variation variation : variations()) {
            for (Located<Platform> platform : rule.platforms()) {
                image(variation, platform.value()).ifPresent(images::add);
            }
        }
        return images;
    }

    private List<Variation> variations() {
        var variations = new ArrayList<Variation>();
        for (Map<String, String> combination : rule.combinations(request.overrides())) {
            Map<String, String> given = given(combination);
            ArgumentValues values = recipe.dockerfile().values(given);
            Optional<ImageName> name = naming.name(values);
            if (name.isEmpty()) {
                return List.of(); // every combination lacks the same: it is said once
            }
            if (naming.isLegal(name.get(), values)) {
                variations.add(new Variation(
                        name.get(), given, naming.backendVersion(values).orElseThrow()));
            }
        }
        return variations;
    }

    /** What is passed to the build: the rule's arguments and the overrides, as far as the Dockerfile declares them. */
    private Map<String, String> given(Map<String, String> combination) {
        var given = new LinkedHashMap<>(combination);
        given.putAll(request.overrides());
        given.keySet().retainAll(recipe.dockerfile().givenNames());
        return given;
    }

    private Optional<PlatformImage> image(Variation variation, Platform platform) {
        ArgumentValues values = recipe.values(variation.args(), platform);
        Optional<Closure> closure = recipe.dockerfile().closure(service.value(), values);
        if (closure.isEmpty()) {
            return Optional.empty();
        }
        ContextSelection context = files.selectedBy(closure.get(), recipe.directory(), recipe.name());
        closure.get().problems().forEach(problem -> report.accept(problem.ofKind(ProblemKind.DOCKERFILE)));
        context.problems().forEach(problem -> report.accept(problem.ofKind(ProblemKind.CONTEXT)));
        BuildOptions options = request.options().withContexts(contexts.usedBy(closure.get()));
        PinnedBases pinned = bases(closure.get(), platform, options.contexts().keySet());
        boolean isSelected = request.selection().has(variation.name(), platform);
        pinned.problems().stream()
                .filter(problem -> isSelected || problem.isError())
                .forEach(report);
        Inputs inputs = inputs(variation.name().tag(), closure.get(), values, pinned, options, context);
        return Optional.of(new PlatformImage(
                variation.name(),
                platform,
                request.repository(),
                request.staging(),
                variation.backendVersion(),
                rule.at(),
                recipe.context(),
                recipe.name(),
                service.value(),
                variation.args(),
                rule.revision(),
                pinned.bases(),
                options,
                inputs,
                id(inputs),
                id(base(closure.get(), values, platform).orElse(inputs)),
                isSelected));
    }

    /** What the stage {@code runtime} is made of, if the target is built on it. */
    private Optional<Inputs> base(Closure target, ArgumentValues values, Platform platform) {
        return recipe.dockerfile()
                .stage(Stage.RUNTIME)
                .filter(stage -> target.stages().contains(stage))
                .flatMap(stage -> recipe.dockerfile().closure(Stage.RUNTIME, values))
                .map(runtime -> {
                    BuildOptions options = request.options().withContexts(contexts.usedBy(runtime));
                    return inputs(
                            "",
                            runtime,
                            values,
                            bases(runtime, platform, options.contexts().keySet()),
                            options,
                            files.selectedBy(runtime, recipe.directory(), recipe.name()));
                });
    }

    /** Images of many versions share a runtime stage, and its id. */
    private String id(Inputs inputs) {
        return ids.computeIfAbsent(inputs, Inputs::id);
    }

    private PinnedBases bases(Closure closure, Platform platform, Set<String> contextNames) {
        List<Object> key =
                List.of(closure.target().number(), closure.parents(), closure.images(), platform, contextNames);
        return bases.computeIfAbsent(key, k -> PinnedBases.of(closure, platform, request.bases(), contextNames));
    }

    private Inputs inputs(
            String image,
            Closure closure,
            ArgumentValues values,
            PinnedBases pinned,
            BuildOptions options,
            ContextSelection context) {
        // A rule's many versions have the same instructions: only what their text depends on is in the key.
        List<Object> key = List.of(
                closure.target().number(),
                closure.stages().stream().map(Stage::number).toList(),
                closure.parents(),
                closure.argumentsInUse());
        String digest = instructions.computeIfAbsent(key, k -> Inputs.instructions(closure));
        return Inputs.of(
                image,
                pinned.target().toString(),
                rule.revision(),
                closure,
                digest,
                values,
                pinned,
                options.deciding(contexts::fingerprint),
                context.entries());
    }
}
