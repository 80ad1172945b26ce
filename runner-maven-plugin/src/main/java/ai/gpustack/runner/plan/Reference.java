package ai.gpustack.runner.plan;

import ai.gpustack.runner.matrix.Repository;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of something in a registry: {@code [registry[:port]/]namespace/repository[:tag][@digest]}.
 *
 * @param repository everything before the tag: {@code localhost:5000/gpustack/runner}, {@code gpustack/runner}
 * @param tag the tag; empty where only a digest is named
 * @param digest {@code sha256:…}; empty where only a tag is named
 */
public record Reference(String repository, Optional<String> tag, Optional<String> digest) {

    /** A legal tag, by the OCI distribution specification. */
    public static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

    private static final Pattern FORM = Pattern.compile("(.+?)(?::([^/:@]+))?(?:@(sha256:[0-9a-f]{64}))?");

    /**
     * Reads a reference.
     *
     * @param text the text
     * @return the reference; empty if the text is none, or has neither tag nor digest
     */
    public static Optional<Reference> parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Optional<String> tag = Optional.ofNullable(matcher.group(2));
        Optional<String> digest = Optional.ofNullable(matcher.group(3));
        boolean isNamed = tag.isPresent() || digest.isPresent();
        boolean hasLegalTag = tag.isEmpty() || TAG.matcher(tag.get()).matches();
        if (!isNamed || !hasLegalTag || Repository.parse(matcher.group(1)).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Reference(matcher.group(1), tag, digest));
    }

    /**
     * A tag of a repository.
     *
     * @param repository the repository, with its registry
     * @param tag the tag
     * @return the reference
     */
    public static Reference tag(String repository, String tag) {
        return new Reference(repository, Optional.of(tag), Optional.empty());
    }

    /**
     * The same repository's content with this digest, without a tag.
     *
     * @param to the digest, {@code sha256:…}
     * @return a reference that can't move
     */
    public Reference at(String to) {
        return new Reference(repository, Optional.empty(), Optional.of(to));
    }

    /** {@return the registry's host and port, if the repository names one: {@code localhost:5000}} */
    public Optional<String> registry() {
        return Repository.parse(repository).flatMap(Repository::registry);
    }

    /** {@return the reference as Docker writes it} */
    @Override
    public String toString() {
        return repository
                + tag.map(t -> ":" + t).orElse("")
                + digest.map(d -> "@" + d).orElse("");
    }
}
