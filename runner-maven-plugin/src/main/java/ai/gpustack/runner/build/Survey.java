package ai.gpustack.runner.build;

import ai.gpustack.runner.build.Destination.Existing;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Parallel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * What a destination has of some images.
 *
 * @param missing what is built, and why
 * @param elsewhere what is there though its platform tag isn't, by digest
 * @param digests the digests of all that is there
 */
record Survey(
        Map<PlatformImage, String> missing, Map<PlatformImage, String> elsewhere, Map<PlatformImage, String> digests) {

    /** As many questions are asked of a destination at a time. */
    static final int QUESTIONS = 8;

    /**
     * Asks a destination for images.
     *
     * @param images the images
     * @param destination what is asked
     * @param rebuilds whether images are built that are there
     * @param built hears of each that is going to be built as soon as that is known, from several threads
     */
    static Survey of(
            List<PlatformImage> images, Destination destination, boolean rebuilds, Consumer<PlatformImage> built) {
        if (rebuilds) {
            images.forEach(built);
        }
        var unwell = new AtomicReference<BrokenEnvironment>();
        List<Existing> answers = Parallel.map(images, Math.min(QUESTIONS, Math.max(1, images.size())), image -> {
            Existing there = existing(image, destination, unwell);
            if (there instanceof Existing.Missing || there instanceof Existing.MissingBecause) {
                built.accept(image);
            }
            return there;
        });
        var survey = new Survey(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        for (int i = 0; i < images.size(); i++) {
            PlatformImage image = images.get(i);
            Existing there = answers.get(i);
            Optional<String> reason = Reason.toBuild(image, there, rebuilds);
            if (reason.isPresent()) {
                survey.missing().put(image, reason.get());
            } else if (there instanceof Existing.TagElsewhere elsewhere) {
                survey.elsewhere().put(image, elsewhere.digest());
                survey.digests().put(image, elsewhere.digest());
            } else if (there instanceof Existing.UpToDate same) {
                survey.digests().put(image, same.digest());
            }
        }
        return survey;
    }

    /** One that couldn't be asked, which takes its time, isn't asked for all the others. */
    private static Existing existing(
            PlatformImage image, Destination destination, AtomicReference<BrokenEnvironment> unwell) {
        if (unwell.get() != null) {
            throw unwell.get();
        }
        try {
            return destination.existing(image);
        } catch (BrokenEnvironment e) {
            unwell.compareAndSet(null, e);
            throw e;
        }
    }

    /** The same without some that are there. */
    Survey without(Set<PlatformImage> some) {
        var left = new LinkedHashMap<>(digests);
        left.keySet().removeAll(some);
        return new Survey(missing, elsewhere, left);
    }

    /** What the report says of those that are there. */
    Map<PlatformImage, PlatformBuild> upToDate(String place) {
        var builds = new LinkedHashMap<PlatformImage, PlatformBuild>();
        digests.forEach((image, digest) -> builds.put(
                image,
                PlatformBuild.of(
                                image.platform().toString(),
                                image.reference().toString(),
                                image.id(),
                                place,
                                BuildState.UP_TO_DATE,
                                elsewhere.containsKey(image)
                                        ? "it is there with this id; its platform tag was pointed back to it"
                                        : "it is there with this id")
                        .withDigest(Optional.of(digest))));
        return builds;
    }
}
