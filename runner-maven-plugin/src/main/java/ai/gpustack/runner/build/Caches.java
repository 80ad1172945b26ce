package ai.gpustack.runner.build;

import ai.gpustack.runner.buildx.CommaSeparated;
import ai.gpustack.runner.plan.PlatformImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where layers come from and go to beside the builder's own store. An image writes its own cache and no other's: two that write
 * one would take it from each other. It reads its own and those of the next lower versions, which have most layers in common.
 *
 * @param kind what kind of store it is
 * @param place the repository, with its registry, or the folder; the empty text for none
 * @param all the images of the plan, among which the next lower versions are found
 */
public record Caches(Kind kind, String place, List<PlatformImage> all) {

    /** Neither read nor written. */
    public static final Caches NONE = new Caches(Kind.NONE, "", List.of());

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

    public Caches {
        all = List.copyOf(all);
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
        var tags = new ArrayList<String>();
        tags.add(image.tag());
        all.stream()
                .filter(other -> isLower(other, image))
                .sorted((one, other) -> VersionOrder.INSTANCE.compare(version(other), version(one)))
                .limit(LOWER)
                .forEach(other -> tags.add(other.tag()));
        return tags;
    }

    private static boolean isLower(PlatformImage other, PlatformImage image) {
        return other.platform().equals(image.platform())
                && other.name().backend().equals(image.name().backend())
                && other.name().backendVersion().equals(image.name().backendVersion())
                && other.name().variant().equals(image.name().variant())
                && other.name().service().equals(image.name().service())
                && VersionOrder.INSTANCE.compare(version(other), version(image)) < 0;
    }

    private static String version(PlatformImage image) {
        return image.name().serviceVersion();
    }
}
