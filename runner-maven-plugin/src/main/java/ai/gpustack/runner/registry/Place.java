package ai.gpustack.runner.registry;

import ai.gpustack.runner.plan.Reference;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * Where a reference's registry is asked.
 *
 * @param host the registry as image references name it: {@code docker.io}, {@code localhost:5000}
 * @param base the address that its API hangs from
 * @param repository the repository's name at that registry
 */
record Place(String host, URI base, String repository) {

    private static final String HUB = "docker.io";

    /**
     * The place that a reference means, by Docker's rules: no host is Docker Hub, where single names are below
     * {@code library/}; a registry on this machine's loopback is asked in clear text.
     *
     * @param reference the reference
     * @param insecure other registries, as {@code HOST:PORT}, that are asked in clear text
     * @return the place
     */
    static Place of(Reference reference, Set<String> insecure) {
        Optional<String> named = reference.registry();
        String host =
                named.map(name -> name.equals("index.docker.io") ? HUB : name).orElse(HUB);
        String repository = named.map(name -> reference.repository().substring(name.length() + 1))
                .orElse(reference.repository());
        if (!host.equals(HUB)) {
            String scheme = insecure.contains(host) || isLoopback(host) ? "http" : "https";
            return new Place(host, URI.create(scheme + "://" + host), repository);
        }
        return new Place(
                HUB,
                URI.create("https://registry-1.docker.io"),
                repository.contains("/") ? repository : "library/" + repository);
    }

    /** {@return the address of a tag's or a digest's manifest} */
    URI manifest(Reference reference) {
        String name = reference.digest().or(reference::tag).orElseThrow();
        return URI.create(base + "/v2/" + repository + "/manifests/" + name);
    }

    /** {@return the address of a digest's blob} */
    URI blob(Reference reference) {
        return URI.create(
                base + "/v2/" + repository + "/blobs/" + reference.digest().orElseThrow());
    }

    /** {@return the address of the list of the repository's tags, or of its first page} */
    URI tags() {
        return URI.create(base + "/v2/" + repository + "/tags/list?n=1000");
    }

    /** {@return whether it is Docker Hub} */
    boolean isHub() {
        return host.equals(HUB);
    }

    /**
     * The same repository at a mirror of this registry.
     *
     * @param mirror the mirror's address, to which {@code /v2/} is added
     * @return the place
     */
    Place at(URI mirror) {
        return new Place(mirror.getAuthority(), URI.create(mirror.toString().replaceFirst("/+$", "")), repository);
    }

    /** Whether a host, with or without a port, is this machine. */
    static boolean isLoopback(String host) {
        String name = host.replaceFirst("(?<=[^:]):[0-9]+$", "");
        return name.equals("localhost") || name.endsWith(".localhost") || AddressRange.isLoopback(name);
    }
}
