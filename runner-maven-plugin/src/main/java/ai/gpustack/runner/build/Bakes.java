package ai.gpustack.runner.build;

import ai.gpustack.runner.build.BuildSettings.Secret;
import ai.gpustack.runner.buildx.Bake;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the bakes of a definition: each has a metadata file of its own. */
final class Bakes {

    /** What the names of bakes' metadata files begin with. */
    private static final String METADATA = "metadata-";

    private final Path definition;
    private final BuildSettings settings;
    private final List<Path> read;
    private final Export export;
    private final AtomicInteger number = new AtomicInteger();

    /**
     * Bakes of a definition that is written, or is going to be.
     *
     * @param settings how it is built
     * @param read what it reads that may not lie below {@code runner.directory}
     * @param export what becomes of its images
     */
    Bakes(BuildSettings settings, List<Path> read, Export export) {
        this.definition = definition(settings);
        this.settings = settings;
        this.read = read;
        this.export = export;
    }

    /** Where the definition is. */
    Path definition() {
        return definition;
    }

    /** Where the definition of a build is. */
    static Path definition(BuildSettings settings) {
        return settings.output().resolve("docker-bake.json");
    }

    /** A bake of some targets on a builder. */
    Bake of(Optional<String> builder, List<String> targets) {
        return of(builder, targets, List.of());
    }

    /**
     * A bake of some targets on a builder.
     *
     * @param builder the builder; empty for the one that is selected
     * @param targets the targets
     * @param ofCache those of them that take what the builder has, whatever the definition says
     */
    Bake of(Optional<String> builder, List<String> targets, List<String> ofCache) {
        return new Bake(
                builder,
                definition,
                targets,
                ofCache,
                settings.parallel(),
                true,
                export == Export.PUSH,
                metadata(),
                allowed());
    }

    /** Removes the metadata files of runs that were ended before they had read them. No other run uses the folder now. */
    void removeLeftOvers() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(settings.output(), METADATA + "*.json")) {
            for (Path file : files) {
                Files.delete(file);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** A file of this run's own: a bake that outlived an earlier one, which was killed, may still write its. */
    private Path metadata() {
        return settings.output()
                .resolve(METADATA + ProcessHandle.current().pid() + "-" + number.incrementAndGet() + ".json");
    }

    /** Bake asks before a definition reads outside its directory or wants more than a build usually may; this answers. */
    private List<String> allowed() {
        var allowed = new ArrayList<String>();
        settings.access().secrets().values().forEach(secret -> {
            if (secret instanceof Secret.InFile file) {
                allowed.add("fs.read=" + file.path());
            }
        });
        read.forEach(folder -> allowed.add("fs.read=" + folder));
        settings.access().ssh().forEach(agent -> allowed.add(allowed(agent)));
        if (settings.caches().kind() == Caches.Kind.LOCAL) {
            allowed.add("fs=" + settings.caches().place());
        }
        allowed.addAll(settings.access().entitlements());
        return allowed;
    }

    /** A key's file or an agent's socket is read like any other file (buildx bake/entitlements.go). */
    private static String allowed(String agent) {
        int equals = agent.indexOf('=');
        return equals < 0 ? "ssh" : "fs.read=" + agent.substring(equals + 1);
    }
}
