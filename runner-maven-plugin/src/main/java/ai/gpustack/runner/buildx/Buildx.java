package ai.gpustack.runner.buildx;

import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.process.Exit;
import ai.gpustack.runner.process.Output;
import ai.gpustack.runner.process.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** The seam to {@code docker buildx}. */
public final class Buildx {

    private static final JsonMapper JSON = new JsonMapper();

    private final Programs programs;
    private final Path directory;
    private final Optional<String> builder;
    private final String version;
    private final boolean jobs;

    private Buildx(Programs programs, Path directory, Optional<String> builder, String version, boolean jobs) {
        this.programs = programs;
        this.directory = directory;
        this.builder = builder;
        this.version = version;
        this.jobs = jobs;
    }

    /**
     * Finds buildx and what it can do.
     *
     * @param programs runs programs
     * @param directory the directory in which it is run: contexts are relative to it
     * @param builder the builder to use; empty for the one that is selected
     * @return the seam
     * @throws BrokenEnvironment if there is no docker, or it has no buildx
     */
    public static Buildx find(Programs programs, Path directory, Optional<String> builder) {
        Output version;
        try {
            version = programs.capture(Command.of("docker", "buildx", "version"));
        } catch (BrokenEnvironment e) {
            throw new BrokenEnvironment(
                    "there is no 'docker' command here",
                    "install Docker with buildx, or put it on the PATH that Maven is started with;"
                            + " 'dev/engine up' installs both in a checkout of this project",
                    e);
        }
        if (!version.succeeded()) {
            throw new BrokenEnvironment(
                    "docker has no buildx: 'docker buildx version' said: " + version.lastWords(),
                    "install the docker-buildx-plugin package; 'dev/engine up' does so in a checkout of this project");
        }
        // By capability, not by number: distributions backport and rename.
        Output help = programs.capture(Command.of("docker", "buildx", "bake", "--help"));
        return new Buildx(
                programs, directory, builder, version.out().strip(), help.out().contains("--jobs"));
    }

    /** {@return what {@code docker buildx version} says} */
    public String version() {
        return version;
    }

    /** {@return whether one bake can go on with its other targets when one fails ({@code --jobs=defer-error})} */
    public boolean defersErrors() {
        return jobs;
    }

    /**
     * The command that bakes targets of a definition.
     *
     * @param definition the bake definition
     * @param targets the targets to build
     * @param parallel how many are built at a time; counts only where {@link #defersErrors()}
     * @param metadata where bake writes the digests
     * @param readable files and directories outside the working directory that the definition names
     * @return the command, ready to be run or shown
     */
    public Command bakeCommand(
            Path definition, List<String> targets, int parallel, Path metadata, List<Path> readable) {
        var arguments = new ArrayList<>(List.of("docker", "buildx", "bake"));
        builder.ifPresent(name -> arguments.addAll(List.of("--builder", name)));
        arguments.addAll(List.of("--file", definition.toString(), "--progress", "rawjson"));
        arguments.addAll(List.of("--metadata-file", metadata.toString()));
        if (jobs) {
            arguments.addAll(List.of("--jobs", "defer-error,parallel=" + parallel));
        }
        readable.forEach(path -> arguments.addAll(List.of("--allow", "fs.read=" + path)));
        arguments.addAll(targets);
        return Command.of(arguments).in(directory);
    }

    /**
     * Bakes targets in one process.
     *
     * @param command made by {@link #bakeCommand}
     * @param targets the same targets
     * @param metadata the same metadata file; it is read and removed
     * @param listener hears what happens
     * @return how each target ended
     * @throws BrokenEnvironment if buildx ended before it had begun with anything: no engine, no such builder
     */
    public Map<String, TargetResult> bake(Command command, List<String> targets, Path metadata, BakeListener listener) {
        var progress = new BakeProgress(targets, listener);
        try {
            Exit exit = programs.run(command, line -> {}, progress::accept);
            if (!exit.succeeded() && !progress.hasBegun()) {
                throw new BrokenEnvironment(
                        "docker buildx built nothing: " + progress.lastText(),
                        builder.map(name -> "see whether -Drunner.builder=" + name
                                                + " is right ('docker buildx ls'), and ")
                                        .orElse("see ")
                                + "whether the engine runs ('docker buildx inspect'); 'dev/engine up' starts one in a checkout of this project");
            }
            return progress.results(digests(metadata), exit.succeeded());
        } finally {
            delete(metadata);
        }
    }

    private static Map<String, String> digests(Path metadata) {
        var digests = new HashMap<String, String>();
        // bake writes none where nothing succeeded
        if (Files.isRegularFile(metadata)) {
            JSON.readTree(metadata.toFile()).properties().forEach(entry -> {
                String digest = entry.getValue().path("containerimage.digest").asString("");
                if (!digest.isEmpty()) {
                    digests.put(entry.getKey(), digest);
                }
            });
        }
        return digests;
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The command that makes a tag of an index for the given manifests, or copies an index.
     *
     * @param tag the reference that it gets
     * @param sources what it consists of, by digest; the index's digest depends on their order
     * @param annotations the index's annotations
     * @return the command, ready to be run or shown
     */
    public Command createCommand(String tag, List<String> sources, Map<String, String> annotations) {
        var arguments = new ArrayList<>(List.of("docker", "buildx", "imagetools", "create"));
        builder.ifPresent(name -> arguments.addAll(List.of("--builder", name)));
        arguments.addAll(List.of("--progress", "none", "--tag", tag));
        new LinkedHashMap<>(annotations)
                .forEach((key, value) -> arguments.addAll(List.of("--annotation", "index:" + key + "=" + value)));
        arguments.addAll(sources);
        return Command.of(arguments).in(directory);
    }

    /**
     * The command that copies a manifest or an index as it is, to a tag or another repository.
     *
     * @param tag the reference that it gets
     * @param source what is copied, by digest
     * @return the command, ready to be run or shown
     */
    public Command copyCommand(String tag, String source) {
        // without it, a manifest that stands alone would be wrapped in an index
        return createCommand(tag, List.of("--prefer-index=false", source), Map.of());
    }

    /**
     * Makes a tag of an index.
     *
     * @param command made by {@link #createCommand}
     * @throws BrokenEnvironment if it can't be written
     */
    public void create(Command command) {
        Output output = programs.capture(command);
        if (!output.succeeded()) {
            throw new BrokenEnvironment(
                    "'" + command + "' failed: " + output.lastWords(),
                    "see whether the registry can be reached and written to, then repeat the goal");
        }
    }
}
