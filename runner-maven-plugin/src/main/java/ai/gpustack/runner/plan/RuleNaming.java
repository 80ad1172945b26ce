package ai.gpustack.runner.plan;

import ai.gpustack.runner.dockerfile.ArgumentValues;
import ai.gpustack.runner.dockerfile.Expansion;
import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.matrix.Rule;
import ai.gpustack.runner.plan.Pack.Recipe;
import ai.gpustack.runner.source.Located;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Names the images of one service of one rule after the values of their arguments. */
final class RuleNaming {

    private static final Pattern VERSION = Pattern.compile("[a-z0-9_]+(\\.[a-z0-9_]+)*");
    private static final Pattern VARIANT = Pattern.compile("[a-z0-9_.]+(-[a-z0-9_.]+)*");
    /** The argument that is cann's variant where nothing else is said. */
    private static final String CANN_VARIANT = "CANN_ARCHS";

    private final PlanRequest request;
    private final Rule rule;
    private final Located<String> service;
    private final Recipe recipe;
    private final Consumer<Problem> report;

    RuleNaming(PlanRequest request, Rule rule, Located<String> service, Recipe recipe, Consumer<Problem> report) {
        this.request = request;
        this.rule = rule;
        this.service = service;
        this.recipe = recipe;
        this.report = report;
    }

    /** The name; empty where a version is missing or the variant can't be told, which is then reported. */
    Optional<ImageName> name(ArgumentValues values) {
        Optional<String> backendVersion = backendVersion(values);
        Optional<String> serviceVersion = version(service.value(), values);
        if (backendVersion.isEmpty() || serviceVersion.isEmpty()) {
            missingVersions(backendVersion, serviceVersion);
            return Optional.empty();
        }
        return variant(values)
                .map(variant ->
                        ImageName.of(backend(), backendVersion.get(), variant, service.value(), serviceVersion.get()));
    }

    private String backend() {
        return rule.backend().value();
    }

    /** The backend's whole version. */
    Optional<String> backendVersion(ArgumentValues values) {
        return version(backend(), values);
    }

    private static Optional<String> version(String of, ArgumentValues values) {
        String name = ImageName.versionArgument(of);
        return Optional.ofNullable(values.given().get(name))
                .or(() -> values.global(name))
                .filter(value -> !value.isEmpty());
    }

    private void missingVersions(Optional<String> backendVersion, Optional<String> serviceVersion) {
        String backendArgument = ImageName.versionArgument(backend());
        String serviceArgument = ImageName.versionArgument(service.value());
        boolean isPlaceholder = backendVersion.isEmpty()
                && serviceVersion.isEmpty()
                && recipe.dockerfile().global(backendArgument).isPresent()
                && recipe.dockerfile().global(serviceArgument).isPresent();
        if (isPlaceholder && request.selection().isEverything()) {
            report.accept(Problem.of(
                    ProblemKind.LEFT_OUT,
                    rule.at(),
                    "left out: neither " + backendArgument + " nor " + serviceArgument + " has a value in "
                            + recipe.shown(),
                    "give the rule both to build it"));
            return;
        }
        if (backendVersion.isEmpty()) {
            missingVersion(backendArgument);
        }
        if (serviceVersion.isEmpty()) {
            missingVersion(serviceArgument);
        }
    }

    private void missingVersion(String argument) {
        if (request.overrides().containsKey(argument)) {
            report.accept(Problem.of(
                    ProblemKind.OPTION,
                    request.places().of("runner.arg." + argument),
                    "is empty, and a version is needed for the images' names",
                    "give it a value, or leave it out"));
            return;
        }
        boolean isDeclared = recipe.dockerfile().global(argument).isPresent();
        report.accept(Problem.of(
                ProblemKind.NO_VERSION,
                rule.at(),
                "the version argument " + argument + " has no value: neither this rule nor " + recipe.shown()
                        + " gives it one",
                (isDeclared ? "" : "declare 'ARG " + argument + "' before the first FROM and ") + "add '" + argument
                        + ": …' to the rule's args"));
    }

    private Optional<String> variant(ArgumentValues values) {
        Optional<Located<String>> written = writtenVariant();
        String text = written.map(Located::value).orElse(backend().equals("cann") ? "${" + CANN_VARIANT + "}" : "");
        Expansion expansion = Expansion.expand(
                text, name -> Optional.ofNullable(values.given().get(name)).or(() -> values.global(name)), '\\');
        if (!expansion.succeeded()) {
            report.accept(Problem.of(
                    ProblemKind.ILLEGAL_TAG,
                    written.map(Located::at).orElse(rule.at()),
                    "the variant '" + text + "' can't be expanded: " + expansion.failure(),
                    "mend it"));
            return Optional.empty();
        }
        return Optional.of(expansion.text());
    }

    private Optional<Located<String>> writtenVariant() {
        return rule.variant()
                .or(() -> Optional.ofNullable(request.matrix().variants().get(backend())));
    }

    /** Whether the tags of a name may be: each of its parts is checked, so that everything that is wrong is reported. */
    boolean isLegal(ImageName name, ArgumentValues values) {
        boolean hasLegalBackend =
                isLegal("version of " + rule.backend(), name.backendVersion(), VERSION, place(backend(), values));
        boolean hasLegalService =
                isLegal("version of " + service, name.serviceVersion(), VERSION, place(service.value(), values));
        boolean hasLegalVariant = isLegal(
                "variant",
                name.variant().orElse("none"),
                VARIANT,
                writtenVariant().map(Located::at).orElseGet(() -> placeOf(CANN_VARIANT, values)));
        if (!hasLegalBackend || !hasLegalService || !hasLegalVariant) {
            return false;
        }
        for (Located<Platform> platform : rule.platforms()) {
            int length = name.platformTag(platform.value()).length();
            if (length > ImageName.LONGEST_TAG) {
                report.accept(Problem.of(
                        ProblemKind.ILLEGAL_TAG,
                        rule.at(),
                        "the tag " + name.platformTag(platform.value()) + " has " + length + " characters",
                        "shorten the variant or a version: a tag has " + ImageName.LONGEST_TAG + " at most"));
                return false;
            }
        }
        return true;
    }

    private boolean isLegal(String what, String text, Pattern form, Location at) {
        if (form.matcher(text).matches()) {
            return true;
        }
        report.accept(Problem.of(
                ProblemKind.ILLEGAL_TAG,
                at,
                "the " + what + ", '" + text + "', can't be part of a tag",
                "use letters, digits, '_' and single dots; '-' separates a tag's parts and '+' isn't allowed"));
        return false;
    }

    private Location place(String of, ArgumentValues values) {
        return placeOf(ImageName.versionArgument(of), values);
    }

    /** Where the value of an argument is written: in an option, among the rule's, or as the Dockerfile's default. */
    private Location placeOf(String argument, ArgumentValues values) {
        if (request.overrides().containsKey(argument)) {
            return request.places().of("runner.arg." + argument);
        }
        String value = values.given().getOrDefault(argument, "");
        return Optional.ofNullable(rule.args().get(argument)).stream()
                .flatMap(given -> given.values().stream())
                .filter(given -> given.value().equals(value))
                .map(Located::at)
                .findFirst()
                .or(() -> recipe.dockerfile().global(argument).map(declared -> declared.at()))
                .orElse(rule.at());
    }
}
