package ai.gpustack.runner.plan;

import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.source.Location;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A base image that selected images are made of, and for which platforms its digests are wanted.
 *
 * @param reference the base image, in its familiar form
 * @param required the platforms that are built on, each with the places that name the base for it
 * @param possible the platforms that the machine that builds may have, where one of them is enough; none unless some FROM asks
 *     for that machine's
 * @param at all places that name it, in the plan's order
 */
public record WantedBase(
        Reference reference,
        SortedMap<Platform, Set<Location>> required,
        SortedSet<Platform> possible,
        List<Location> at) {

    /** What builders are, as a rule. */
    private static final Set<Platform> USUAL_BUILDERS = Stream.of("linux/amd64", "linux/arm64")
            .map(text -> Platform.parse(text).orElseThrow())
            .collect(Collectors.toUnmodifiableSet());

    /**
     * What a plan needs.
     *
     * @param plan the plan
     * @return each base image of its selected images once, in the plan's order
     */
    public static List<WantedBase> of(Plan plan) {
        Set<Platform> planned = plan.selected().stream()
                .map(image -> image.platform().normalized())
                .collect(Collectors.toSet());
        Map<Reference, List<Base>> byReference = plan.selected().stream()
                .flatMap(image -> image.bases().stream())
                .distinct()
                .collect(Collectors.groupingBy(Base::reference, LinkedHashMap::new, Collectors.toList()));
        return byReference.entrySet().stream()
                .map(entry -> of(entry.getKey(), entry.getValue(), planned))
                .toList();
    }

    private static WantedBase of(Reference reference, List<Base> bases, Collection<Platform> planned) {
        var required = new TreeMap<Platform, Set<Location>>();
        var possible = new TreeSet<Platform>();
        for (Base base : bases) {
            Optional<Platform> platform = base.platform();
            platform.ifPresent(known -> required.computeIfAbsent(known, key -> new LinkedHashSet<>())
                    .add(base.at()));
            if (platform.isEmpty()) {
                possible.addAll(USUAL_BUILDERS);
                possible.addAll(planned);
                possible.addAll(base.digests().keySet());
            }
        }
        return new WantedBase(
                reference,
                required,
                possible,
                bases.stream().map(Base::at).distinct().toList());
    }
}
