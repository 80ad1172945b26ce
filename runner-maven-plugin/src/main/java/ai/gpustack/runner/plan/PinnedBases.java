package ai.gpustack.runner.plan;

import ai.gpustack.runner.dockerfile.BaseImage;
import ai.gpustack.runner.dockerfile.Closure;
import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The images from outside that a target needs, as {@code bases.lock} pins them.
 *
 * @param target the platform that is built for
 * @param bases the images, in the Dockerfile's order; one that names a digest itself can't move and isn't among them
 * @param problems what is wrong with them; that one isn't locked is a warning
 */
record PinnedBases(Platform target, List<Base> bases, List<Problem> problems) {

    static PinnedBases of(Closure closure, Platform target, BasesLock lock, Set<String> contexts) {
        var bases = new ArrayList<Base>();
        var problems = new ArrayList<Problem>();
        for (BaseImage image : closure.images()) {
            if (contexts.stream().anyMatch(name -> NamedContexts.isNamed(image.reference(), name))) {
                continue; // a further build context stands in for it
            }
            Optional<Reference> reference = Reference.familiar(image.reference());
            if (reference.isEmpty()) {
                problems.add(Problem.of(
                        ProblemKind.DOCKERFILE,
                        image.at(),
                        "'" + image.reference() + "' is no image reference",
                        "write [registry/]name[:tag], the name in lower case"));
            } else if (reference.get().digest().isEmpty()) {
                Base base = base(reference.get(), image, target.normalized(), lock);
                bases.add(base);
                unlocked(base, lock).or(() -> unpinnable(base, closure)).ifPresent(problems::add);
            }
        }
        return new PinnedBases(target, List.copyOf(bases), List.copyOf(problems));
    }

    private static Base base(Reference reference, BaseImage image, Platform target, BasesLock lock) {
        Optional<Platform> platform = image.platform().isEmpty()
                ? Optional.of(target)
                : image.platform().flatMap(Platform::parse).map(Platform::normalized);
        var digests = new TreeMap<Platform, String>();
        if (platform.isPresent()) {
            lock.digest(reference, platform.get()).ifPresent(digest -> digests.put(platform.get(), digest));
        } else {
            lock.of(reference).forEach((locked, digest) -> digests.put(locked, digest.value()));
        }
        return new Base(reference, platform, digests, image.at());
    }

    private static Optional<Problem> unlocked(Base base, BasesLock lock) {
        // in a lock with mistakes it may be what is mistaken
        if (!lock.isPresent() || !lock.problems().isEmpty() || base.isLocked()) {
            return Optional.empty();
        }
        return Optional.of(Problem.of(
                ProblemKind.UNLOCKED,
                base.at(),
                base + " isn't in " + lock.file() + ", so its content may change",
                "run 'mvn runner:bases'"));
    }

    /** BuildKit looks for a context by the name of a stage, too, and would put the base in place of the whole stage. */
    private static Optional<Problem> unpinnable(Base base, Closure closure) {
        String name = base.reference().contextName();
        return closure.stages().stream()
                .filter(stage -> base.isLocked() && stage.name().equals(Optional.of(name)))
                .findFirst()
                .map(stage -> Problem.of(
                        ProblemKind.STAGE_LIKE_BASE,
                        stage.at(),
                        "the stage '" + name + "' has the name of the base image " + base.reference()
                                + ", which BuildKit couldn't tell from it",
                        "give the stage another name"));
    }

    /**
     * What is in an image's identity.
     *
     * @return {@code sha256:…} by reference; with the platform behind it where it isn't the target's: {@code
     *     debian:bookworm-slim (linux/amd64)}
     */
    SortedMap<String, String> digests() {
        var digests = new TreeMap<String, String>();
        for (Base base : bases) {
            boolean isTargets = base.platform().equals(Optional.of(target.normalized()));
            base.digests()
                    .forEach((platform, digest) ->
                            digests.put(base.reference() + (isTargets ? "" : " (" + platform + ")"), digest));
        }
        return digests;
    }
}
