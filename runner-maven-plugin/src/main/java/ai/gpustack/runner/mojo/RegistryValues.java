package ai.gpustack.runner.mojo;

import ai.gpustack.runner.matrix.Repository;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what says where images are: their repository, that of the id tags, and the registries that are asked in clear text. */
final class RegistryValues {

    private static final String HOST = "write HOST:PORT, or a HOST with a dot in its name, without http:// before it";
    private static final Set<String> HUB = Set.of("docker.io", "index.docker.io");

    private final Values values;

    /**
     * A reader.
     *
     * @param values collects what is wrong
     */
    RegistryValues(Values values) {
        this.values = values;
    }

    /**
     * The repository of the images; empty if one of its parts is wrong.
     *
     * @param image the repository that the matrix names
     * @param registry another registry
     * @param namespace another namespace
     * @param name another name
     */
    Optional<Repository> repository(
            Repository image, Optional<String> registry, Optional<String> namespace, Optional<String> name) {
        // What Docker doesn't take for a registry would become a namespace of Docker Hub.
        Optional<Repository> there = part(
                PropertyNames.REGISTRY,
                registry,
                image,
                image.with(registry, Optional.empty(), Optional.empty())
                        .filter(made -> made.registry().isPresent()),
                "not a registry",
                HOST);
        Repository inRegistry = there.orElse(image);
        Optional<Repository> below = part(
                PropertyNames.NAMESPACE,
                namespace,
                inRegistry,
                inRegistry.with(Optional.empty(), namespace, Optional.empty()),
                "not a namespace",
                "write a name in lower case");
        Repository inNamespace = below.orElse(inRegistry);
        Optional<Repository> named = part(
                PropertyNames.REPOSITORY,
                name,
                inNamespace,
                inNamespace.with(Optional.empty(), Optional.empty(), name),
                "not a repository's name",
                "write a name in lower case, without a tag");
        return there.isPresent() && below.isPresent() ? named : Optional.empty();
    }

    private Optional<Repository> part(
            String property,
            Optional<String> given,
            Repository without,
            Optional<Repository> with,
            String what,
            String mend) {
        if (given.isEmpty()) {
            return Optional.of(without);
        }
        if (with.isEmpty()) {
            values.wrongPlace(property, given.get(), what, mend);
        }
        return with;
    }

    /**
     * The repository of the id tags; empty if it is wrong.
     *
     * @param given the property's text
     * @param target the images' repository, which is the id tags' where nothing else is given; empty if it is wrong
     */
    Optional<Repository> staging(Optional<String> given, Optional<Repository> target) {
        if (given.isEmpty()) {
            return target;
        }
        Optional<String> registry = target.flatMap(Repository::registry);
        Optional<Repository> staging = Repository.parse(given.get())
                .filter(s -> s.namespace().isPresent())
                .flatMap(s -> s.registry().isPresent()
                        ? Optional.of(s)
                        : s.with(registry, Optional.empty(), Optional.empty()));
        // An index can't name manifests that another registry holds.
        Optional<Repository> there =
                staging.filter(s -> target.isEmpty() || s.registry().equals(registry));
        if (there.isEmpty()) {
            values.wrongPlace(
                    PropertyNames.STAGING,
                    given.get(),
                    staging.isEmpty()
                            ? "not a repository in a namespace"
                            : "not in the images' registry, " + registry.orElse("docker.io"),
                    "write NAMESPACE/NAME, in lower case and without a tag");
        }
        return there;
    }

    /** Registries in clear text: such as no image can name would be asked over HTTPS without a word. */
    void insecure(List<String> registries) {
        for (String registry : registries) {
            boolean isNamed = Repository.parse(registry + "/name")
                    .flatMap(Repository::registry)
                    .equals(Optional.of(registry));
            if (HUB.contains(registry)) {
                values.wrongPlace(
                        PropertyNames.INSECURE, registry, "Docker Hub isn't asked in clear text", "leave it out");
            } else if (!isNamed) {
                values.wrongPlace(PropertyNames.INSECURE, registry, "not a registry as images name it", HOST);
            }
        }
    }
}
