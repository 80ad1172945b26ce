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

    /**
     * What has changed of an image's files.
     *
     * @param image an image that was planned from this pack directory
     * @return a phrase for each change: {@code file patches/x changed}; none where its id is still right
     */
    public List<String> changes(PlatformImage image) {
        return isTouched(image) ? changesByContent(image) : List.of();
    }

    private boolean isTouched(PlatformImage image) {
        Instant since = pack.opened().minus(UNSURE);
        return files(image).anyMatch(file -> isNewer(file, since))
                || image.options().folders().stream().anyMatch(folder -> isAnyNewer(folder, since));
    }

    /** The Dockerfile, what decides which files are in the context, those files, and the folders that they are in. */
    private Stream<Path> files(PlatformImage image) {
        Path context = pack.resolve(image.context());
        Set<Path> files = new LinkedHashSet<>();
        files.add(context);
        files.add(context.resolve(image.dockerfile()));
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

    private static boolean isAnyNewer(Path folder, Instant since) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.anyMatch(file -> isNewer(file, since));
        } catch (IOException | UncheckedIOException e) {
            return true;
        }
    }

    private static boolean isNewer(Path file, Instant since) {
        try {
            return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                            .toInstant()
                            .isAfter(since)
                    || changed(file).isAfter(since);
        } catch (IOException e) {
            return true; // it has been removed, say
        }
    }

    /** When anything of a file was changed, its time of modification included, which whoever copies it may set back. */
    private static Instant changed(Path file) throws IOException {
        try {
            return ((FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS)).toInstant();
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return Instant.MIN; // Windows
        }
    }

    private List<String> changesByContent(PlatformImage image) {
        Pack now = pack.anew();
        Optional<Closure> closure;
        try {
            closure = now.closure(image);
        } catch (InvalidInput e) {
            return List.of("its Dockerfile became something that can't be read");
        }
        if (closure.isEmpty()) {
            return List.of("its Dockerfile lost the stage " + image.stage());
        }
        var contexts = new NamedContexts(
                image.options().contexts(), OptionPlaces.COMMAND_LINE, new ContextFiles(), problem -> {});
        Path directory = pack.resolve(image.context());
        return image.inputs()
                .with(
                        closure.get(),
                        image.options().deciding(contexts::fingerprint),
                        new ContextFiles()
                                .selectedBy(closure.get(), directory, image.dockerfile())
                                .entries())
                .changesSince(image.inputs());
    }
}
