package ai.gpustack.runner.plan;

import ai.gpustack.runner.dockerfile.Closure;
import ai.gpustack.runner.dockerfile.ContextFiles;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.OptionPlaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells whether the files that an image was planned from are still what they were: a build reads them later than its plan, and what it
 * makes of other files isn't what its id says. Times of files are looked at first; only where one is newer than the plan is everything read
 * again. Safe for several threads.
 */
public final class SourceCheck {

    /** File systems know times less exactly than the clock: to two seconds at worst (FAT). */
    private static final Duration UNSURE = Duration.ofSeconds(2);

    private final Pack pack;

    /**
     * A check.
     *
     * @param pack the directory that the images were planned from; it knows since when
     */
    public SourceCheck(Pack pack) {
        this.pack = pack;
    }

    /** What was read for an image, and perhaps for others. */
    @FunctionalInterface
    public interface Reading {

        /** What was planned with. */
        Reading AS_PLANNED = image -> List.of();

        /**
         * What isn't as an image was planned with.
         *
         * @param image the image
         * @return a phrase for each change: {@code file patches/x changed}; none where its id is still right
         */
        List<String> changes(PlatformImage image);
    }

    /**
     * A Dockerfile as it is now.
     *
     * @param image one of the images that are built from it
     * @return the reading, for all of them
     */
    public Reading dockerfile(PlatformImage image) {
        if (!isNewer(pack.resolve(image.context()).resolve(image.dockerfile()))) {
            return Reading.AS_PLANNED;
        }
        Pack now = pack.anew();
        try {
            now.recipe(image.name().backend(), image.stage()); // it is kept as it is now
        } catch (InvalidInput e) {
            return built -> List.of("its Dockerfile became something that can't be read");
        }
        return built -> now.closure(built)
                .map(closure -> built.inputs().withInstructions(closure).changesSince(built.inputs()))
                .orElseGet(() -> List.of("its Dockerfile lost the stage " + built.stage()));
    }

    /**
     * What an image takes of its build context, as it is now.
     *
     * @param image the image
     * @return the reading, for all images that take the same
     */
    public Reading context(PlatformImage image) {
        Path context = pack.resolve(image.context());
        Optional<Closure> planned = pack.closure(image);
        if (planned.isEmpty()
                || (files(image, context).noneMatch(this::isNewer)
                        && !(ContextFiles.hasPatterns(planned.get()) && isAnyNewer(context)))) {
            return Reading.AS_PLANNED;
        }
        List<String> changes = image.inputs()
                .withFiles(new ContextFiles()
                        .selectedBy(planned.get(), context, image.dockerfile())
                        .entries())
                .changesSince(image.inputs());
        return built -> changes;
    }

    /**
     * The folders that are an image's further build contexts, as they are now. One that has the plugin's own output in it is never the same
     * twice, and isn't looked at.
     *
     * @param image the image
     * @return the reading, for all images that have the same
     */
    public Reading folders(PlatformImage image) {
        Path output = pack.resolve("target").resolve("runner");
        List<Path> folders = image.options().folders();
        if (folders.stream().anyMatch(output::startsWith) || folders.stream().noneMatch(this::isAnyNewer)) {
            return Reading.AS_PLANNED;
        }
        var contexts = new NamedContexts(
                image.options().contexts(), OptionPlaces.COMMAND_LINE, new ContextFiles(), problem -> {});
        List<String> changes = image.inputs()
                .withOptions(image.options().deciding(contexts::fingerprint))
                .changesSince(image.inputs());
        return built -> changes;
    }

    /** What decides which files of the context are taken, those files, and the folders that they are in. */
    private static Stream<Path> files(PlatformImage image, Path context) {
        Set<Path> files = new LinkedHashSet<>();
        files.add(context);
        Stream.of(image.dockerfile() + ".dockerignore", ".dockerignore")
                .map(context::resolve)
                .filter(Files::exists)
                .forEach(files::add);
        for (String name : image.inputs().files().keySet()) {
            Path file = context.resolve(name);
            while (file.startsWith(context) && files.add(file)) {
                file = file.getParent();
            }
        }
        return files.stream();
    }

    private boolean isAnyNewer(Path folder) {
        // The folder may be a link, or lie behind one.
        try (Stream<Path> all = Files.walk(folder.toRealPath())) {
            return isNewer(folder) || all.anyMatch(this::isNewer);
        } catch (IOException | UncheckedIOException e) {
            return true;
        }
    }

    /** Whether a file is newer than the plan, or, if it is a link, what it leads to; a link to nothing is judged by itself. */
    private boolean isNewer(Path file) {
        try {
            return isItselfNewer(file)
                    || (Files.isSymbolicLink(file) && Files.exists(file) && isItselfNewer(file.toRealPath()));
        } catch (IOException e) {
            return true; // it has been removed, say
        }
    }

    private boolean isItselfNewer(Path file) throws IOException {
        Instant since = pack.opened().minus(UNSURE);
        return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isAfter(since)
                || changed(file).isAfter(since);
    }

    /** When anything of a file was changed, its time of modification included, which whoever copies it may set back. */
    private static Instant changed(Path file) throws IOException {
        try {
            return ((FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS)).toInstant();
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return Instant.MIN; // Windows
        }
    }
}
