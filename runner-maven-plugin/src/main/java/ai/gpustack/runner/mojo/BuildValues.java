package ai.gpustack.runner.mojo;

import ai.gpustack.runner.build.BuildSettings.Secret;
import ai.gpustack.runner.build.Builders;
import ai.gpustack.runner.build.Caches;
import ai.gpustack.runner.matrix.Repository;
import ai.gpustack.runner.registry.Registry;
import ai.gpustack.runner.source.Nearest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads what says how images are built: builders, secrets, caches. */
final class BuildValues {

    private static final String ENVIRONMENT = "env:";
    /** What the keys of the plugin's own labels begin with. */
    private static final String OF_THE_PLUGIN = "ai.gpustack.runner.";
    /** Where buildx looks for an SSH agent. */
    private static final String AGENT = "SSH_AUTH_SOCK";

    private final Values values;
    private final NamedProperties properties;
    private final Path root;

    /**
     * A reader.
     *
     * @param values collects what is wrong
     * @param properties the properties whose names go on: {@code runner.secret.ID}
     * @param root where relative paths begin
     */
    BuildValues(Values values, NamedProperties properties, Path root) {
        this.values = values;
        this.properties = properties;
        this.root = root;
    }

    /**
     * Which builder builds what.
     *
     * @param standard the builder of platforms that have none of their own
     * @param ofPom those of the POM; properties win
     * @param known the matrix's platforms
     */
    Builders builders(Optional<String> standard, List<Builder> ofPom, List<String> known) {
        Map<String, String> byPlatform = new TreeMap<>();
        ofPom.forEach(each -> byPlatform.put(each.platform(), each.name()));
        byPlatform.putAll(properties.withPrefix(PropertyNames.BUILDER_PREFIX));
        byPlatform.forEach((platform, name) -> {
            String property = PropertyNames.BUILDER_PREFIX + platform;
            if (!known.contains(platform)) {
                values.wrong(
                        property, name, "no rule has the platform '" + platform + "'", Nearest.mend(platform, known));
            } else if (name.isEmpty()) {
                values.wrong(property, name, "names no builder", "write its name, as 'docker buildx ls' lists it");
            }
        });
        return new Builders(standard, byPlatform);
    }

    /** Secrets by their id. What is in a property is repeated only where it is a path: it may be the secret itself. */
    Map<String, Secret> secrets() {
        Map<String, Secret> secrets = new TreeMap<>();
        properties.withPrefix(PropertyNames.SECRET_PREFIX).forEach((id, place) -> {
            String property = PropertyNames.SECRET_PREFIX + id;
            if (place.isBlank()) {
                values.wrong(property, "is empty", "name the file that holds the secret, or env:VARIABLE");
            } else if (place.startsWith(ENVIRONMENT)) {
                secrets.put(id, inEnvironment(property, place.substring(ENVIRONMENT.length())));
            } else {
                secrets.put(id, inFile(property, id, root.resolve(place)));
            }
        });
        return secrets;
    }

    private Secret inEnvironment(String property, String variable) {
        if (System.getenv(variable) == null) {
            values.wrong(
                    property, "there is no variable '" + variable + "' in the environment", "set it, or name a file");
        }
        return new Secret.InEnvironment(variable);
    }

    private Secret inFile(String property, String id, Path path) {
        String mend = "name the file that holds the secret, or env:VARIABLE";
        if (id.isBlank()) {
            values.wrong(property, "has no name", "write -D" + PropertyNames.SECRET_PREFIX + "ID=FILE");
        } else if (Files.isDirectory(path)) {
            values.wrong(property, "names a folder", mend);
        } else if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            values.wrong(property, "names no file that can be read; relative paths begin at " + root, mend);
        }
        return new Secret.InFile(path);
    }

    /**
     * Labels or annotations by their key. Images are found and judged by what the plugin itself says in some.
     *
     * @param prefix what their properties' names begin with
     */
    Map<String, String> labels(String prefix) {
        Map<String, String> labels = properties.withPrefix(prefix);
        labels.keySet().stream()
                .filter(key -> key.startsWith(OF_THE_PLUGIN))
                .forEach(key -> values.wrong(
                        prefix + key,
                        "keys that begin with " + OF_THE_PLUGIN + " are this plugin's own",
                        "take another one"));
        return labels;
    }

    /**
     * SSH agents and keys, with whole paths. What isn't there fails every image of a bake, and only then (measured).
     *
     * @param given {@code ID}, for the agent of this environment, or {@code ID=PATH}
     */
    List<String> ssh(List<String> given) {
        return given.stream().map(this::ssh).toList();
    }

    private String ssh(String given) {
        int equals = given.indexOf('=');
        if (equals < 0) {
            if (System.getenv(AGENT) == null || System.getenv(AGENT).isEmpty()) {
                values.wrong(
                        PropertyNames.SSH,
                        given,
                        "there is no SSH agent: " + AGENT + " isn't set",
                        "start one ('eval $(ssh-agent)', 'ssh-add'), or name a key: " + given + "=PATH");
            }
            return given;
        }
        Path path = root.resolve(given.substring(equals + 1));
        if (!Files.isReadable(path)) {
            values.wrong(
                    PropertyNames.SSH, given, "there is no readable " + path, "name a key's file or an agent's socket");
        }
        return given.substring(0, equals + 1) + path;
    }

    /**
     * Where layers are cached between builds.
     *
     * @param kind {@code none}, {@code registry} or {@code local}
     * @param repository the cache's repository
     * @param directory its folder
     * @param registry is asked which caches there are
     * @param people are told where it can't be
     */
    Caches caches(
            String kind, String repository, String directory, Supplier<Registry> registry, Consumer<String> people) {
        return switch (values.word(PropertyNames.CACHE, kind, List.of("none", "registry", "local"))) {
            case "registry" -> Caches.inRegistry(repositoryOfCache(repository), registry, people);
            case "local" -> Caches.inFolder(folderOfCache(directory));
            default -> Caches.NONE;
        };
    }

    private Path folderOfCache(String directory) {
        Path folder = root.resolve(directory);
        Path there = folder;
        while (there != null && !Files.exists(there)) {
            there = there.getParent(); // it is made, with those above it
        }
        if (there == null || !Files.isDirectory(there) || !Files.isWritable(there)) {
            values.wrong(
                    PropertyNames.CACHE_DIRECTORY,
                    directory,
                    there + " is no folder to write to",
                    "name another folder");
        }
        return folder;
    }

    private String repositoryOfCache(String repository) {
        if (Repository.parse(repository).isEmpty()) {
            values.wrongPlace(
                    PropertyNames.CACHE_REPOSITORY,
                    repository,
                    "not a repository",
                    "write [REGISTRY/]NAMESPACE/NAME, in lower case and without a tag");
        }
        return repository;
    }
}
