package ai.gpustack.runner.release;

import ai.gpustack.runner.build.BuildReport;
import ai.gpustack.runner.build.Definition;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.RunnerImage;
import ai.gpustack.runner.registry.Descriptor;
import ai.gpustack.runner.registry.Manifest;
import ai.gpustack.runner.registry.PushedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is to be done about an image's {@code -dev} index. */
public sealed interface IndexDecision {

    /**
     * Make it.
     *
     * @param sources what it is made of, sorted by platform: manifests, or indexes of one and what is attached to it
     * @param children the digests that it will have: each platform's manifest, then what is attached to it
     * @param annotations the index's annotations
     * @param bytes what a pull of all of them would transfer
     */
    record Create(List<String> sources, List<String> children, Map<String, String> annotations, long bytes)
            implements IndexDecision {}

    /**
     * It is there, and is what it would become.
     *
     * @param digest its digest
     * @param bytes what a pull of all its platforms would transfer
     */
    record Unchanged(String digest, long bytes) implements IndexDecision {}

    /**
     * It can't be made without dropping a platform, which is never done silently.
     *
     * @param reasons what is missing or wrong, platform by platform; each a sentence
     * @param isUnfinished whether a platform that is missing wasn't built, rather than built without success
     */
    record Withheld(List<String> reasons, boolean isUnfinished) implements IndexDecision {}

    /**
     * Decides.
     *
     * @param image the image
     * @param found what the registry has under each platform image's id tag
     * @param current what the {@code -dev} tag points at now
     * @param recorded what the report says of the image: why a platform is missing, if it knows
     * @return what is to be done
     */
    static IndexDecision of(
            RunnerImage image,
            Map<PlatformImage, Optional<PushedImage>> found,
            Optional<Manifest> current,
            BuildReport.Image recorded) {
        var reasons = new ArrayList<String>();
        boolean isUnfinished = false;
        var pushed = new ArrayList<PushedImage>();
        for (PlatformImage platformImage : image.platformImages()) {
            Optional<PushedImage> there = found.getOrDefault(platformImage, Optional.empty());
            Optional<BuildCause> cause = BuildCause.of(platformImage, recorded);
            problem(platformImage, there, cause).ifPresent(reasons::add);
            isUnfinished |=
                    there.isEmpty() && cause.filter(BuildCause::isFailure).isEmpty();
            there.ifPresent(pushed::add);
        }
        if (!reasons.isEmpty()) {
            return new Withheld(List.copyOf(reasons), isUnfinished);
        }
        List<String> sources = pushed.stream().map(PushedImage::digest).toList();
        List<String> children =
                pushed.stream().flatMap(each -> each.digests().stream()).toList();
        List<Manifest.Image> images = pushed.stream().map(PushedImage::image).toList();
        Map<String, String> annotations = common(images);
        long bytes = images.stream().mapToLong(Manifest.Image::transferSize).sum();
        if (current.isPresent()
                && current.get() instanceof Manifest.Index index
                && digestsOf(index).equals(children)
                && index.annotations().equals(annotations)) {
            return new Unchanged(index.descriptor().digest(), bytes);
        }
        return new Create(sources, children, annotations, bytes);
    }

    /**
     * The digests that an index names.
     *
     * @param index the index
     * @return all entries' digests, in its own order
     */
    static List<String> digestsOf(Manifest.Index index) {
        return index.entries().stream()
                .map(Manifest.Entry::descriptor)
                .map(Descriptor::digest)
                .toList();
    }

    private static Optional<String> problem(
            PlatformImage image, Optional<PushedImage> pushed, Optional<BuildCause> cause) {
        if (pushed.isEmpty()) {
            return Optional.of(image.platform() + " isn't there (no " + image.idReference() + ")"
                    + cause.map(why -> ": " + why).orElse(""));
        }
        String id = pushed.get().image().annotations().getOrDefault(Definition.ID, "none");
        return id.equals(image.id())
                ? Optional.empty()
                : Optional.of(image.platform() + ": " + image.idReference() + " carries the id " + id + ", not "
                        + image.id() + ", so something else was pushed there; build with -Drunner.force puts it right");
    }

    /** What all children say alike, so that the same children always give the same digest. */
    private static Map<String, String> common(List<Manifest.Image> children) {
        var common = new TreeMap<>(children.get(0).annotations());
        children.forEach(
                child -> common.entrySet().retainAll(child.annotations().entrySet()));
        common.remove(Definition.ID);
        return common;
    }
}
