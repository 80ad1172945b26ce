package ai.gpustack.runner.build;

import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.Reference;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.registry.Registry;
import ai.gpustack.runner.source.InvalidInput;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** How long is waited before what failed is tried again. */
final class Waits {

    private final Retries retries;
    private final Supplier<Registry> registry;

    /**
     * Waits.
     *
     * @param retries how long, if nobody asks for more
     * @param registry is asked how long registries want to be left alone
     */
    Waits(Retries retries, Supplier<Registry> registry) {
        this.retries = retries;
        this.registry = registry;
    }

    /**
     * One wait for all: the longest that an image's attempts call for, or that a registry asks for which they failed at.
     *
     * @param failures what failed and is tried again
     * @param attempts how many attempts of an image have failed before
     * @return the wait; zero if nothing failed
     */
    Duration before(Map<PlatformImage, Failure> failures, ToIntFunction<PlatformImage> attempts) {
        Stream<Duration> own = failures.keySet().stream().map(image -> retries.pause(attempts.applyAsInt(image) + 1));
        Map<Optional<String>, Reference> asked = new LinkedHashMap<>();
        failures.forEach((image, failure) -> failure.step()
                .filter(step -> failure.kind() == FailureKind.NETWORK)
                .flatMap(step -> Steps.asked(image, step))
                .ifPresent(reference -> asked.putIfAbsent(reference.registry(), reference)));
        return Stream.concat(own, asked.values().stream().flatMap(reference -> asked(reference).stream()))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** A registry that can't be asked from here (for a proxy that Java doesn't know, or credentials that can't be read) says nothing. */
    private Optional<Duration> asked(Reference reference) {
        try {
            return registry.get().askedToWait(reference);
        } catch (InvalidInput | BrokenEnvironment e) {
            return Optional.empty();
        }
    }
}
