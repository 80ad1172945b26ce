package ai.gpustack.runner.plan;

import ai.gpustack.runner.dockerfile.ArgumentValues;
import ai.gpustack.runner.dockerfile.Closure;
import ai.gpustack.runner.dockerfile.Dockerfile;
import ai.gpustack.runner.dockerfile.Need;
import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The directory that says how each backend's images are built. Each Dockerfile is read once. Safe for several threads. */
public final class Pack {

    private final Path root;
    private final Path pack;
    private final Map<Path, Recipe> recipes = new ConcurrentHashMap<>();
    private final Instant opened;

    /**
     * A pack directory.
     *
     * @param root {@code runner.directory}, from which paths are shown
     * @param pack the pack directory: {@code pack} in it, unless the user wants another
     */
    public Pack(Path root, Path pack) {
        this(root, pack, Instant.now());
    }

    Pack(Path root, Path pack, Instant opened) {
        this.opened = opened;
        this.root = root.toAbsolutePath().normalize();
        this.pack = this.root.resolve(pack).normalize();
    }

    /**
     * How a service is built.
     *
     * @param context the build context, relative to {@code runner.directory}, with {@code /}
     * @param directory the build context
     * @param name the Dockerfile's name in the context
     * @param dockerfile what it says
     */
    public record Recipe(String context, Path directory, String name, Dockerfile dockerfile) {

        /** {@return the Dockerfile's path as shown to people} */
        public String shown() {
            return context + "/" + name;
        }

        /**
         * The values that the Dockerfile's global arguments have in a build.
         *
         * @param args the build arguments that are given
         * @param platform what is built for. BuildKit's own arguments for it are known; those for the building machine aren't,
         *     and must not be in an id
         * @return the values
         */
        ArgumentValues values(Map<String, String> args, Platform platform) {
            var all = new HashMap<>(args);
            all.put("TARGETPLATFORM", platform.toString());
            all.put("TARGETOS", platform.os());
            all.put("TARGETARCH", platform.architecture());
            all.put("TARGETVARIANT", platform.variant().orElse(""));
            return dockerfile.values(all);
        }
    }

    /**
     * How a service of a backend is built: by {@code Dockerfile.{service}} if there is one, else by {@code Dockerfile}.
     *
     * @param backend the backend
     * @param service the service
     * @return the recipe; empty if there is neither file
     * @throws InvalidInput if the file isn't text
     */
    public Optional<Recipe> recipe(String backend, String service) {
        return List.of("Dockerfile." + service, "Dockerfile").stream()
                .map(name -> pack.resolve(backend).resolve(name))
                .filter(file -> recipes.containsKey(file) || Files.isRegularFile(file))
                .findFirst()
                .map(file -> recipes.computeIfAbsent(file, this::read));
    }

    /**
     * What the steps of an image need of whoever builds it.
     *
     * @param image an image that was planned from this directory
     * @return the needs, in the Dockerfile's order
     */
    public List<Need> needs(PlatformImage image) {
        return closure(image).map(Need::of).orElse(List.of());
    }

    /**
     * What an image needs of its Dockerfile.
     *
     * @param image an image that was planned from this directory
     * @return its stage and those that it needs; empty if the Dockerfile or the stage is gone
     * @throws InvalidInput if the Dockerfile isn't text
     */
    public Optional<Closure> closure(PlatformImage image) {
        return recipe(image.name().backend(), image.stage())
                .flatMap(recipe ->
                        recipe.dockerfile().closure(image.stage(), recipe.values(image.args(), image.platform())));
    }

    /** {@return the same directory, of which nothing has been read} */
    Pack anew() {
        return new Pack(root, pack);
    }

    /** {@return since when this may have read something of the directory} */
    Instant opened() {
        return opened;
    }

    /** The directory that a path below {@code runner.directory} means. */
    Path resolve(String shown) {
        return root.resolve(shown);
    }

    /**
     * Where an image's build context is, if that isn't below {@code runner.directory}, as the pack directory is elsewhere or a link leads out.
     *
     * @param image an image that was planned from this directory
     * @return the folder itself; empty if it lies below {@code runner.directory}
     */
    public Optional<Path> elsewhere(PlatformImage image) {
        return Optional.of(real(resolve(image.context()))).filter(path -> !path.startsWith(real(root)));
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path; // it is gone: whoever reads it will say so
        }
    }

    /**
     * This directory with a Dockerfile that isn't written yet.
     *
     * @param file the Dockerfile, relative to {@code runner.directory} where it lies below it
     * @param text what it will say, whatever it says now
     * @return a pack directory that reads this text in place of the file
     */
    public Pack with(String file, String text) {
        var with = new Pack(root, pack);
        Path path = root.resolve(file).normalize();
        with.recipes.put(path, recipe(path, text));
        return with;
    }

    /**
     * A backend's {@code Dockerfile}, if no service is built from it.
     *
     * @param backend the backend
     * @param services all its services
     * @return its path as shown to people; empty if there is none, or some service is built from it
     */
    Optional<String> shadowed(String backend, List<String> services) {
        Path all = pack.resolve(backend).resolve("Dockerfile");
        boolean isShadowed = services.stream()
                .allMatch(service -> Files.isRegularFile(pack.resolve(backend).resolve("Dockerfile." + service)));
        return Files.isRegularFile(all) && isShadowed ? Optional.of(shown(all)) : Optional.empty();
    }

    /**
     * A service's smoke tests.
     *
     * @param backend the backend
     * @param service the service
     * @return {@code pack/{backend}/{service}.test.yml}, whether or not it exists
     */
    public Path testFile(String backend, String service) {
        return pack.resolve(backend).resolve(service + ".test.yml");
    }

    /**
     * A path as shown to people.
     *
     * @param path the path
     * @return relative to {@code runner.directory} where it lies below it
     */
    public String shown(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        return (absolute.startsWith(root) ? root.relativize(absolute) : absolute)
                .toString()
                .replace('\\', '/');
    }

    private Recipe recipe(Path file, String text) {
        return new Recipe(
                shown(file.getParent()),
                file.getParent(),
                file.getFileName().toString(),
                Dockerfile.parse(shown(file), text));
    }

    private Recipe read(Path file) {
        if (!real(file).startsWith(real(file.getParent()))) {
            throw new InvalidInput(List.of(Problem.of(
                    ProblemKind.DOCKERFILE,
                    Location.of(shown(file)),
                    "is a link that leads out of its folder, of which alone a builder is given files",
                    "put the file itself there")));
        }
        try {
            return recipe(file, Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new InvalidInput(List.of(Problem.of(
                    ProblemKind.DOCKERFILE, Location.of(shown(file)), "not UTF-8 text", "save it in UTF-8")));
        } catch (IOException e) {
            throw new InvalidInput(List.of(Problem.of(
                    ProblemKind.DOCKERFILE,
                    Location.of(shown(file)),
                    "can't be read: " + e.getMessage(),
                    "make it readable")));
        }
    }
}
