package ai.gpustack.runner.build;

import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Parallel;
import ai.gpustack.runner.process.Pause;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Points platform tags back to images that are there, several at a time. One that can't be pointed is a failure of its image, and of no
 * other; it is tried again as a push would be.
 */
final class PlatformTags {

    private final Destination destination;
    private final Retries retries;
    private final BuildListener people;
    /** Once one has used up its attempts, nobody waits for the others as long. */
    private final AtomicBoolean isUnwell = new AtomicBoolean();

    /**
     * Platform tags.
     *
     * @param destination has the images
     * @param retries how often it is tried again
     * @param people hear of waits
     */
    PlatformTags(Destination destination, Retries retries, BuildListener people) {
        this.destination = destination;
        this.retries = retries;
        this.people = people;
    }

    /**
     * Points tags back.
     *
     * @param digests the images' digests
     * @return why those failed that did
     */
    Map<PlatformImage, Failure> pointBack(Map<PlatformImage, String> digests) {
        var failures = new LinkedHashMap<PlatformImage, Failure>();
        Parallel.map(List.copyOf(digests.entrySet()), Survey.QUESTIONS, image -> {
            pointBack(image.getKey(), image.getValue()).ifPresent(failure -> {
                synchronized (failures) {
                    failures.put(image.getKey(), failure);
                }
            });
            return image;
        });
        return failures;
    }

    private Optional<Failure> pointBack(PlatformImage image, String digest) {
        for (int attempts = 1; ; attempts++) {
            try {
                destination.point(image, digest);
                return Optional.empty();
            } catch (BrokenEnvironment e) {
                FailureKind kind = Diagnosis.kind(Optional.empty(), e.what(), List.of());
                boolean isUsedUp = attempts > retries.most();
                if (!kind.isTransient() || isUsedUp || isUnwell.get()) {
                    isUnwell.compareAndSet(false, kind.isTransient() && isUsedUp);
                    return Optional.of(failure(kind, e));
                }
                Duration wait = retries.pause(attempts);
                says(image.reference() + " couldn't be pointed back to its image, tried again in "
                        + Math.max(1, wait.toSeconds()) + " s: " + e.what());
                Pause.of(wait, "wait before the next attempt");
            }
        }
    }

    /** People are told by one thread at a time. */
    private synchronized void says(String sentence) {
        people.says(sentence);
    }

    private static Failure failure(FailureKind kind, BrokenEnvironment e) {
        return new Failure(
                kind,
                Optional.empty(),
                Optional.empty(),
                "its platform tag couldn't be pointed back to it: " + e.what(),
                Diagnosis.mend(kind).or(() -> Optional.of(e.mend())),
                List.of());
    }
}
