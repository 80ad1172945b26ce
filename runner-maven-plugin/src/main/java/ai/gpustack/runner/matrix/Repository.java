package ai.gpustack.runner.matrix;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A repository in its parts: {@code [registry[:port]/]namespace/name}.
 *
 * @param registry host and port; empty for Docker Hub
 * @param namespace everything between registry and name; empty where there is nothing
 * @param name the last part
 */
public record Repository(Optional<String> registry, Optional<String> namespace, String name) {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]+(:[0-9]{1,5})?");
    private static final Pattern PATH =
            Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*" + "(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");

    /**
     * Reads a repository.
     *
     * @param text {@code [registry[:port]/]namespace/name}, without a tag
     * @return the repository; empty if the text is none (OCI distribution specification, "Pulling manifests")
     */
    public static Optional<Repository> parse(String text) {
        // Docker's rule (distribution/reference): the first part is a host if it has a dot or a colon, or is localhost.
        int slash = text.indexOf('/');
        String first = slash < 0 ? "" : text.substring(0, slash);
        boolean isHost = first.contains(".") || first.contains(":") || first.equals("localhost");
        String path = isHost ? text.substring(slash + 1) : text;
        if ((isHost && !HOST.matcher(first).matches()) || !PATH.matcher(path).matches()) {
            return Optional.empty();
        }
        int last = path.lastIndexOf('/');
        return Optional.of(new Repository(
                isHost ? Optional.of(first) : Optional.empty(),
                last < 0 ? Optional.empty() : Optional.of(path.substring(0, last)),
                path.substring(last + 1)));
    }

    /**
     * The same repository with some of its parts replaced.
     *
     * @param otherRegistry another registry; empty to keep this one's
     * @param otherNamespace another namespace; empty to keep this one's
     * @param otherName another name; empty to keep this one's
     * @return a repository; empty if the parts don't make one
     */
    public Optional<Repository> with(
            Optional<String> otherRegistry, Optional<String> otherNamespace, Optional<String> otherName) {
        return parse(new Repository(
                        otherRegistry.or(() -> registry), otherNamespace.or(() -> namespace), otherName.orElse(name))
                .toString());
    }

    /** {@return the repository as Docker writes it} */
    @Override
    public String toString() {
        return registry.map(r -> r + "/").orElse("")
                + namespace.map(n -> n + "/").orElse("")
                + name;
    }
}
