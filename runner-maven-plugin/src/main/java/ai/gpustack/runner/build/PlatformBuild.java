package ai.gpustack.runner.build;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What became of a platform image's build.
 *
 * @param platform {@code os/arch[/variant]}
 * @param reference its platform tag
 * @param id its identity
 * @param destination where it is: {@code registry}, or {@code engine} where it is only loaded
 * @param state how its build ended
 * @param why why it was built or not, as a sentence
 * @param digest its manifest's digest, once it is known
 * @param run how it was built; empty where nothing was tried
 * @param bases what its base images resolved to when it was built: {@code sha256:…} by reference; empty where that isn't known
 * @param size how large it is, if that is known; kept from an earlier build until there is a new one
 * @param failure what went wrong
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record PlatformBuild(
        String platform,
        String reference,
        String id,
        String destination,
        BuildState state,
        String why,
        Optional<String> digest,
        Optional<Run> run,
        Map<String, String> bases,
        Optional<Size> size,
        Optional<Failure> failure) {

    public PlatformBuild {
        bases = Collections.unmodifiableMap(new TreeMap<>(bases));
    }

    /**
     * How a platform image was built.
     *
     * @param started when its first step began, RFC 3339 in UTC
     * @param seconds how long it took from there to its end, waits between attempts included
     * @param builder the buildx builder; empty for the one that was selected
     * @param attempts each attempt that has ended, in order; none where the build was ended during the first
     * @param warnings what went wrong without failing it: a cache that couldn't be read or written
     * @param log its log file, relative to the report; empty where nothing was printed
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Run(
            String started,
            double seconds,
            Optional<String> builder,
            List<Attempt> attempts,
            List<String> warnings,
            Optional<String> log) {

        public Run {
            attempts = List.copyOf(attempts);
            warnings = List.copyOf(warnings);
        }

        /**
         * The same with other warnings.
         *
         * @param all what went wrong without failing it
         * @return a new entry
         */
        public Run withWarnings(List<String> all) {
            return new Run(started, seconds, builder, attempts, all, log);
        }

        /** {@return the same without a log} */
        Run withoutLog() {
            return new Run(started, seconds, builder, attempts, warnings, Optional.empty());
        }
    }

    /**
     * One attempt.
     *
     * @param started when its first step began, RFC 3339 in UTC
     * @param seconds how long it took
     * @param failure what went wrong, as a sentence; empty for the one that succeeded
     * @param kind what kind of thing went wrong; empty for the one that succeeded
     * @param waitSeconds how long was waited after it before the next one; 0 for the last
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Attempt(
            String started, double seconds, Optional<String> failure, Optional<FailureKind> kind, double waitSeconds) {}

    /**
     * How large a platform image is.
     *
     * @param bytes what a pull transfers: manifest, configuration and compressed layers; for a loaded image what the engine says
     * @param layers its layers, the largest first
     */
    public record Size(long bytes, List<Layer> layers) {

        public Size {
            layers = List.copyOf(layers);
        }
    }

    /**
     * A layer.
     *
     * @param digest its blob's digest
     * @param bytes its compressed size
     * @param createdBy the instruction that made it, as the image's history has it
     */
    public record Layer(String digest, long bytes, String createdBy) {}

    /**
     * A platform image that nothing was tried for.
     *
     * @param platform {@code os/arch[/variant]}
     * @param reference its platform tag
     * @param id its identity
     * @param destination {@code registry} or {@code engine}
     * @param state how its build ended
     * @param why why it was built or not, as a sentence
     * @return an entry without the rest
     */
    public static PlatformBuild of(
            String platform, String reference, String id, String destination, BuildState state, String why) {
        return new PlatformBuild(
                platform,
                reference,
                id,
                destination,
                state,
                why,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * The same with another reason.
     *
     * @param reason why it was built or not, as a sentence
     * @return a new entry
     */
    public PlatformBuild withWhy(String reason) {
        return new PlatformBuild(
                platform, reference, id, destination, state, reason, digest, run, bases, size, failure);
    }

    /**
     * The same with a digest.
     *
     * @param manifest the manifest's digest, if it is known
     * @return a new entry
     */
    public PlatformBuild withDigest(Optional<String> manifest) {
        return new PlatformBuild(platform, reference, id, destination, state, why, manifest, run, bases, size, failure);
    }

    /**
     * The same with how it was built.
     *
     * @param tried how it was built, if anything was tried
     * @return a new entry
     */
    public PlatformBuild withRun(Optional<Run> tried) {
        return new PlatformBuild(platform, reference, id, destination, state, why, digest, tried, bases, size, failure);
    }

    /**
     * The same with its base images.
     *
     * @param resolved what they resolved to: {@code sha256:…} by reference
     * @return a new entry
     */
    public PlatformBuild withBases(Map<String, String> resolved) {
        return new PlatformBuild(
                platform, reference, id, destination, state, why, digest, run, resolved, size, failure);
    }

    /**
     * The same with its size.
     *
     * @param known how large it is, if that is known
     * @return a new entry
     */
    public PlatformBuild withSize(Optional<Size> known) {
        return new PlatformBuild(platform, reference, id, destination, state, why, digest, run, bases, known, failure);
    }

    /**
     * The same with what went wrong.
     *
     * @param cause what went wrong
     * @return a new entry
     */
    public PlatformBuild withFailure(Failure cause) {
        return new PlatformBuild(
                platform, reference, id, destination, state, why, digest, run, bases, size, Optional.of(cause));
    }

    /** {@return how long it took from its first step to its end, in seconds; 0 where nothing was tried} */
    public double seconds() {
        return run.map(Run::seconds).orElse(0.0);
    }

    /** {@return its log file, relative to the report; empty where nothing was printed} */
    public Optional<String> log() {
        return run.flatMap(Run::log);
    }
}
