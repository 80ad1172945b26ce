package ai.gpustack.runner.build;

import ai.gpustack.runner.buildx.CommaSeparated;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.Reference;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.registry.Registry;
import ai.gpustack.runner.source.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Where layers come from and go to beside the builder's own store. An image writes its own cache and no other's: two that write
 * one would take it from each other. It reads its own and those of the next lower versions, which have most layers in common.
 *
 * @param kind what kind of store it is
 * @param place the repository, with its registry, or the folder; the empty text for none
 * @param names what there is: the caches' names, which are platform tags; asked for only where something is built, and once
 */
public record Caches(Kind kind, String place, Supplier<List<String>> names) {

    /** Neither read nor written. */
    public static final Caches NONE = new Caches(Kind.NONE, "", List::of);

    /** As many lower versions' caches are read: each costs a look-up. */
    private static final int LOWER = 2;

    /** What kind of store it is. */
    public enum Kind {
        /** None. */
        NONE,
        /** A repository of a registry, which should hold nothing else. */
        REGISTRY,
        /** A folder of this machine. */
        LOCAL
    }

    /**
     * Caches in a repository.
     *
     * @param repository the repository, with its registry
     * @param registry lists its tags
     * @param people are told where it can't
     * @return caches that are looked for once one is asked for
     */
    public static Caches inRegistry(String repository, Supplier<Registry> registry, Consumer<String> people) {
        return new Caches(Kind.REGISTRY, repository, new Once(() -> {
            try {
                return registry.get().tags(Reference.tag(repository, "cache"));
            } catch (BrokenEnvironment | InvalidInput e) {
                people.accept("caches of lower versions aren't read, as those of " + repository + " can't be listed: "
                        + e.getMessage());
                return List.of();
            }
        }));
    }

    /**
     * Caches in a folder of this machine.
     *
     * @param folder the folder, whether or not it exists
     * @return caches that are looked for once one is asked for
     */
    public static Caches inFolder(Path folder) {
        return new Caches(Kind.LOCAL, folder.toString(), new Once(() -> {
            try (Stream<Path> below = Files.list(folder)) {
                return below.map(path -> path.getFileName().toString()).sorted().toList();
            } catch (IOException e) {
                return List.of(); // nothing is there yet
            }
        }));
    }

    /** Asks only when it is asked, and only once. */
    private static final class Once implements Supplier<List<String>> {

        private final Supplier<List<String>> asked;
        private Optional<List<String>> answer = Optional.empty();

        Once(Supplier<List<String>> asked) {
            this.asked = asked;
        }

        @Override
        public synchronized List<String> get() {
            if (answer.isEmpty()) {
                answer = Optional.of(asked.get());
            }
            return answer.get();
        }
    }

    /** What an image reads, in buildx's own form, its own first. A folder that isn't there yet would be an error to buildx. */
    List<String> from(PlatformImage image) {
        return switch (kind) {
            case NONE -> List.of();
            case REGISTRY ->
                readBy(image).stream()
                        .map(tag -> CommaSeparated.of("type=registry", "ref=" + place + ":" + tag))
                        .toList();
            case LOCAL ->
                readBy(image).stream()
                        .map(tag -> Path.of(place, tag))
                        .filter(folder -> Files.isRegularFile(folder.resolve("index.json")))
                        .map(folder -> CommaSeparated.of("type=local", "src=" + folder))
                        .toList();
        };
    }

    /** What an image writes, in buildx's own form. A cache that can't be written never fails an image (ignore-error). */
    List<String> to(PlatformImage image) {
        return switch (kind) {
            case NONE -> List.of();
            case REGISTRY ->
                List.of(CommaSeparated.of(
                        "type=registry",
                        "ref=" + place + ":" + image.tag(),
                        "mode=max",
                        "image-manifest=true",
                        "oci-mediatypes=true",
                        "ignore-error=true"));
            case LOCAL ->
                List.of(CommaSeparated.of(
                        "type=local", "dest=" + Path.of(place, image.tag()), "mode=max", "ignore-error=true"));
        };
    }

    /**
     * Sees to it that a local cache's folder is there: of one that isn't, bake asks for leave to write to the folder above it
     * (measured, 0.38.2).
     */
    void makeFolder() throws IOException {
        if (kind == Kind.LOCAL) {
            Files.createDirectories(Path.of(place).toAbsolutePath());
        }
    }

    private List<String> readBy(PlatformImage image) {
        String own = image.tag();
        String end = "-" + image.platform().tagSuffix();
        int last = own.length() - end.length();
        String begin = own.substring(0, last - image.name().serviceVersion().length());
        String version = own.substring(begin.length(), last);
        Stream<String> lower = names.get().stream()
                .filter(name ->
                        name.startsWith(begin) && name.endsWith(end) && name.length() > begin.length() + end.length())
                .map(name -> name.substring(begin.length(), name.length() - end.length()))
                .filter(other -> isVersionLike(other, version) && VersionOrder.INSTANCE.compare(other, version) < 0)
                .distinct()
                .sorted(VersionOrder.INSTANCE.reversed())
                .limit(LOWER)
                .map(other -> begin + other + end);
        return Stream.concat(Stream.of(own), lower).toList();
    }

    /** Versions have no hyphen; what begins with a letter where a version has a digit is the end of another service's name. */
    private static boolean isVersionLike(String text, String version) {
        return text.indexOf('-') < 0 && Character.isDigit(text.charAt(0)) == Character.isDigit(version.charAt(0));
    }
}
