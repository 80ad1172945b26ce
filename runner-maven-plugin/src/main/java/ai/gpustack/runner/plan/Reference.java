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

    private static final Pattern FORM =
            Pattern.compile("(.+?)(?::([^/:@]+))?(?:@(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}))?");

    /** What Docker takes for an image's id. */
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

    private static final String LATEST = "latest";

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
     * An image as a Dockerfile names it, in the shortest form that means the same (distribution/reference, {@code
     * ParseNormalizedNamed} and {@code FamiliarString}): {@code docker.io/library/debian} is {@code debian:latest}.
     *
     * @param text the image's name, with or without a tag or a digest
     * @return the reference; empty if it is none that Docker takes
     */
    public static Optional<Reference> familiar(String text) {
        String name = text.replaceFirst("^(?:index\\.)?docker\\.io/", "").replaceFirst("^library/(?=[^/]+$)", "");
        if (ID.matcher(name).matches()) {
            return Optional.empty();
        }
        return parse(name).or(() -> parse(name + ":" + LATEST));
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
     * A digest as people tell it from others.
     *
     * @param digest {@code sha256:…}
     * @return the algorithm and the first twelve hex digits
     */
    static String shortened(String digest) {
        return digest.substring(0, Math.min(digest.length(), digest.indexOf(':') + 1 + 12));
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

    /**
     * The name by which BuildKit looks for a build context that takes the image's place
     * (frontend/dockerui, {@code NamedContext}).
     *
     * @return the familiar form, where {@code latest} is left out
     */
    public String contextName() {
        return digest.isEmpty() && tag.equals(Optional.of(LATEST)) ? repository : toString();
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
