package ai.gpustack.runner.build;

import ai.gpustack.runner.build.BuildSettings.Access;
import ai.gpustack.runner.dockerfile.Need;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Nearest;
import ai.gpustack.runner.source.OptionPlaces;
import ai.gpustack.runner.source.Problem;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Compares what steps need with what the user gives: secrets, SSH agents, entitlements. */
final class AccessCheck {

    private static final String SECRET = "runner.secret.";
    private static final String SSH = "runner.ssh";
    private static final String HOST_NETWORK = "network.host";
    /** What no step takes: BuildKit shows these to servers that it fetches sources from (source/git, source/http). */
    private static final Pattern OF_SOURCES = Pattern.compile("(?:GIT|HTTP)_AUTH_(?:TOKEN|HEADER)(?:[._].*)?");

    private final Access given;
    private final Function<PlatformImage, List<Need>> needs;
    /** By identity: an image's own hash covers all its inputs. */
    private final IdentityHashMap<PlatformImage, List<Need>> known = new IdentityHashMap<>();

    /**
     * A check.
     *
     * @param given what the user gives
     * @param needs tells what an image's steps need
     */
    AccessCheck(Access given, Function<PlatformImage, List<Need>> needs) {
        this.given = given;
        this.needs = needs;
    }

    /** An error for each thing that a step fails without; what several images need in one step is said once. */
    List<Problem> missing(List<PlatformImage> images) {
        var problems = new ArrayList<Problem>();
        Set<Need> all = needs(images);
        all.stream()
                .filter(Need::required)
                .forEach(need -> need.id().flatMap(id -> missing(need, id, all)).ifPresent(problems::add));
        boolean isOnHostNetwork =
                images.stream().anyMatch(image -> image.options().network().equals("host"));
        if (isOnHostNetwork && !given.entitlements().contains(HOST_NETWORK)) {
            problems.add(entitlement(given.places().of("runner.network", "host"), "it", HOST_NETWORK));
        }
        return problems;
    }

    private Optional<Problem> missing(Need need, String id, Set<Need> all) {
        return switch (need.kind()) {
            case SECRET ->
                given.secrets().containsKey(id)
                        ? empty(need, id)
                        : Optional.of(Problem.error(
                                need.at(),
                                "this step requires the secret '" + id + "', which isn't given",
                                mendSecret(id, all)));
            case SSH ->
                agents().contains(id)
                        ? Optional.empty()
                        : Optional.of(Problem.error(
                                need.at(),
                                "this step requires the SSH agent or key '" + id + "', which isn't given",
                                "add -D" + SSH + "=" + (id.equals("default") ? "default" : id + "=PATH")));
            case ENTITLEMENT ->
                given.entitlements().contains(id)
                        ? Optional.empty()
                        : Optional.of(entitlement(need.at(), "this step", id));
        };
    }

    private Optional<Problem> empty(Need need, String id) {
        return given.secrets().get(id).isEmpty()
                ? Optional.of(Problem.error(
                        given.places().of(SECRET + id),
                        "is empty, and the step at " + need.at() + " requires it",
                        "see that the file or variable that it names has the secret"))
                : Optional.empty();
    }

    private static Problem entitlement(Location at, String who, String name) {
        return Problem.error(
                at,
                who + " needs the entitlement " + name + ", which isn't asked for",
                "add -Drunner.entitlements=" + name + " if you trust what is built with it");
    }

    private String mendSecret(String id, Set<Need> all) {
        Set<String> useless = new TreeSet<>(given.secrets().keySet());
        useless.removeAll(ids(Need.Kind.SECRET, all));
        String add = "add -D" + SECRET + id + "=FILE or -D" + SECRET + id + "=env:VARIABLE";
        return Nearest.to(id, useless)
                .map(near -> "'" + near + "' is given, which no step takes: did you mean this one? else " + add)
                .orElse(add);
    }

    /**
     * A remark on each secret and each SSH agent or key that is given and that no step takes: a warning where one with a name like it
     * isn't given, as it is probably misspelt.
     */
    List<Problem> unused(List<PlatformImage> images) {
        if (given.secrets().isEmpty() && given.ssh().isEmpty()) {
            return List.of();
        }
        Set<Need> all = needs(images);
        var remarks = new ArrayList<Problem>();
        OptionPlaces places = given.places();
        Set<String> secrets = given.secrets().keySet().stream()
                .filter(id -> !OF_SOURCES.matcher(id).matches())
                .collect(Collectors.toCollection(TreeSet::new));
        remarks.addAll(unused(Need.Kind.SECRET, "this secret", id -> places.of(SECRET + id), secrets, all));
        remarks.addAll(unused(Need.Kind.SSH, "this SSH agent or key", id -> places.of(SSH, id), agents(), all));
        return remarks;
    }

    /** The ids of the SSH agents and keys that are given: {@code ID} or {@code ID=PATH}. */
    private Set<String> agents() {
        return given.ssh().stream().map(each -> each.split("=", 2)[0]).collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Problem> unused(
            Need.Kind kind, String what, Function<String, Location> place, Set<String> ids, Set<Need> all) {
        Set<String> taken = ids(kind, all);
        Set<String> wanted = new TreeSet<>(taken);
        wanted.removeAll(ids);
        boolean isUntold =
                all.stream().anyMatch(need -> need.kind() == kind && need.id().isEmpty());
        return isUntold
                ? List.of()
                : ids.stream()
                        .filter(id -> !taken.contains(id))
                        .map(id -> unused(place.apply(id), what, id, wanted))
                        .toList();
    }

    private static Problem unused(Location at, String what, String id, Set<String> wanted) {
        String nobody = "no step of the selected images takes " + what;
        return Nearest.to(id, wanted)
                .map(near -> Problem.warning(at, nobody, Nearest.mend(id, wanted)))
                .orElseGet(() -> Problem.notice(at, nobody, ""));
    }

    private Set<Need> needs(List<PlatformImage> images) {
        return images.stream()
                .flatMap(image -> known.computeIfAbsent(image, needs).stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Set<String> ids(Need.Kind kind, Set<Need> needs) {
        return needs.stream()
                .filter(need -> need.kind() == kind)
                .flatMap(need -> need.id().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
