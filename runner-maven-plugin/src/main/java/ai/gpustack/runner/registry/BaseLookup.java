package ai.gpustack.runner.registry;

import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.plan.BasesLock;
import ai.gpustack.runner.plan.Reference;
import ai.gpustack.runner.plan.WantedBase;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Parallel;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds out which content base images have now. Hubs count a GET of a manifest as a pull, a HEAD not: what a HEAD shows to be
 * as it was isn't read.
 */
public final class BaseLookup {

    private static final int AT_A_TIME = 8;

    private final MirroredRegistry registry;
    private final BasesLock lock;

    /**
     * A look-up.
     *
     * @param registry where images are looked for
     * @param lock what is known already
     */
    public BaseLookup(MirroredRegistry registry, BasesLock lock) {
        this.registry = registry;
        this.lock = lock;
    }

    /** What was found of one base, and what wasn't. */
    private record Answer(Reference reference, SortedMap<Platform, String> digests, List<Problem> problems) {}

    /**
     * Looks base images up.
     *
     * @param wanted the base images
     * @return the digests of the platforms' manifests, by reference and platform
     * @throws InvalidInput with every base that isn't there, lacks a platform or can't be asked for
     */
    public SortedMap<String, SortedMap<Platform, String>> find(List<WantedBase> wanted) {
        List<Answer> answers = Parallel.map(wanted, AT_A_TIME, this::ask);
        List<Problem> problems =
                answers.stream().flatMap(answer -> answer.problems().stream()).toList();
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        var digests = new TreeMap<String, SortedMap<Platform, String>>();
        answers.forEach(answer -> digests.put(answer.reference().toString(), answer.digests()));
        return digests;
    }

    private Answer ask(WantedBase base) {
        try {
            Optional<Descriptor> head = registry.head(base.reference());
            return head.isEmpty()
                    ? failed(base, "there is no image " + base.reference(), "check its name and tag")
                    : answer(base, head.get());
        } catch (BrokenEnvironment e) {
            return failed(base, "the base image " + base.reference() + " can't be looked up: " + e.getMessage(), "");
        }
    }

    private static Answer failed(WantedBase base, String what, String mend) {
        return new Answer(base.reference(), new TreeMap<>(), problems(base.at(), what, mend));
    }

    private static List<Problem> problems(Collection<Location> places, String what, String mend) {
        return places.stream().map(place -> Problem.error(place, what, mend)).toList();
    }

    private Answer answer(WantedBase base, Descriptor head) {
        SortedMap<Platform, String> known = lock.plainDigests(base.reference());
        if (!head.isIndex() && isAllOf(base, head.digest(), known)) {
            return new Answer(base.reference(), known, List.of());
        }
        // By digest: the tag may move between two requests.
        Optional<Manifest> manifest = registry.manifest(base.reference().at(head.digest()));
        if (manifest.isEmpty()) {
            return failed(base, "there is no image " + base.reference() + " any more", "run it again");
        }
        return choose(base, images(base.reference(), manifest.get()));
    }

    /** Whether an image for one platform is the one that is locked for it. */
    private static boolean isAllOf(WantedBase base, String digest, SortedMap<Platform, String> known) {
        return known.size() == 1
                && known.containsValue(digest)
                && known.keySet().containsAll(base.required().keySet());
    }

    /** The manifests of a base by platform; what no platform is told of can't be chosen. */
    private Map<Platform, String> images(Reference reference, Manifest manifest) {
        if (manifest instanceof Manifest.Index index) {
            return index.images().stream()
                    .filter(entry -> entry.platform().isPresent())
                    .collect(Collectors.toMap(
                            entry -> entry.platform().get(),
                            entry -> entry.descriptor().digest(),
                            (first, second) -> first));
        }
        var image = (Manifest.Image) manifest;
        return registry.platform(reference, image).stream()
                .collect(Collectors.toMap(
                        platform -> platform, platform -> image.descriptor().digest()));
    }

    private static Answer choose(WantedBase base, Map<Platform, String> images) {
        var digests = new TreeMap<Platform, String>();
        var problems = new ArrayList<Problem>();
        String has =
                new TreeSet<>(images.keySet()).stream().map(Platform::toString).collect(Collectors.joining(", "));
        String mend = has.isEmpty() ? "it names no platform at all" : "it has " + has;
        base.required().forEach((platform, places) -> {
            Optional<String> digest = digest(images, platform);
            digest.ifPresent(found -> digests.put(platform, found));
            if (digest.isEmpty()) {
                problems.addAll(problems(places, "the base image " + base.reference() + " has no " + platform, mend));
            }
        });
        base.possible()
                .forEach(platform -> digest(images, platform).ifPresent(found -> digests.putIfAbsent(platform, found)));
        if (digests.isEmpty() && problems.isEmpty()) {
            problems.addAll(problems(
                    base.at(), "the base image " + base.reference() + " has no platform that builders have", mend));
        }
        return new Answer(base.reference(), digests, problems);
    }

    /** The image that BuildKit takes: for the platform, else for an older variant of its processor (containerd/platforms). */
    private static Optional<String> digest(Map<Platform, String> images, Platform platform) {
        return platform.orOlder().stream()
                .filter(images::containsKey)
                .findFirst()
                .map(images::get);
    }
}
