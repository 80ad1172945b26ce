package ai.gpustack.runner.buildx;

import ai.gpustack.runner.process.Background;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.process.Ending;
import ai.gpustack.runner.process.Exit;
import ai.gpustack.runner.process.Output;
import ai.gpustack.runner.process.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The seam to {@code docker buildx}. */
public final class Buildx {

    private final Programs programs;
    private final Path directory;
    private final Optional<String> builder;
    private Optional<Background<Abilities>> found = Optional.empty();

    /**
     * Buildx, which isn't looked for before it is needed.
     *
     * @param programs runs programs
     * @param directory the directory in which it is run: contexts are relative to it
     * @param builder the builder to use; empty for the one that is selected
     */
    public Buildx(Programs programs, Path directory, Optional<String> builder) {
        this.programs = programs;
        this.directory = directory;
        this.builder = builder;
    }

    /** Begins to look for buildx and what it can do, in the background, unless that has been begun. */
    public void seek() {
        found();
    }

    private synchronized Background<Abilities> found() {
        if (found.isEmpty()) {
            found = Optional.of(Background.of("find buildx", () -> Abilities.find(programs)));
        }
        return found.get();
    }

    private Abilities abilities() {
        return found().get();
    }

    /**
     * Sees to it that there is a buildx.
     *
     * @return this
     * @throws BrokenEnvironment if there is no docker, or it has no buildx
     */
    public Buildx find() {
        abilities();
        return this;
    }

    /**
     * {@return what {@code docker buildx version} says}
     *
     * @throws BrokenEnvironment if there is no docker, or it has no buildx
     */
    public String version() {
        return abilities().version();
    }

    /**
     * {@return whether one bake can build several targets, go on with the others when one fails ({@code --jobs=defer-error}),
     * and tell what becomes of each (rawjson)}
     *
     * @throws BrokenEnvironment if there is no docker, or it has no buildx
     */
    public boolean bakesMany() {
        return abilities().jobs() && abilities().rawJson();
    }

    /**
     * The command of a bake.
     *
     * @param bake what is baked
     * @return the command, ready to be run or shown
     */
    public Command command(Bake bake) {
        return Command.of(bake.arguments(abilities().jobs(), abilities().rawJson()))
                .in(directory);
    }

    /**
     * Bakes, to the end or until another thread ends it. The metadata file is read and removed.
     *
     * @param bake what is baked; several targets only where {@link #bakesMany()}
     * @param listener hears what happens
     * @param ending lets another thread end it
     * @return how each target ended
     * @throws BrokenEnvironment if buildx can't be run
     */
    public BakeEnd bake(Bake bake, BakeListener listener, Ending ending) {
        Progress progress = abilities().rawJson()
                ? new BakeProgress(bake.targets(), bake.pushes(), listener)
                : new PlainProgress(bake.targets().get(0), listener);
        try {
            Exit exit = programs.run(command(bake), line -> {}, progress::accept, ending);
            BakeMetadata metadata = BakeMetadata.read(bake.metadata());
            Map<String, TargetResult> results = progress.results(metadata.digests(), exit.succeeded());
            return new BakeEnd(
                    results,
                    progress.unfinished(),
                    metadata.bases(),
                    progress.hasBegun(),
                    progress.lastText(),
                    exit.succeeded() || progress.hasLastWords() ? OptionalInt.empty() : OptionalInt.of(exit.status()));
        } finally {
            delete(bake.metadata());
        }
    }

    /**
     * Builds a target whose output is an archive on standard output, and doesn't take it, so that neither buildx nor the builder comes to an end.
     * Until then BuildKit shares its steps with all builds that need the same, also with those that leave the cache aside (solver/jobs.go,
     * {@code loadUnlocked}; tried on 0.25 and 0.34.2).
     *
     * @param bake what is held
     * @param hold ends it
     * @throws BrokenEnvironment if buildx can't be run
     */
    public void hold(Bake bake, Hold hold) {
        try {
            programs.pipe(command(bake), hold::stall, line -> {}, hold.ending());
        } finally {
            hold.isOver();
            delete(bake.metadata());
        }
    }

    /**
     * Finds bakes that run already.
     *
     * @param definition what is baked
     * @return their process ids
     */
    public List<Long> running(Path definition) {
        return programs.running(definition.toString());
    }

    /**
     * Looks at a builder, and starts it where its driver starts it on demand.
     *
     * @param name the builder; empty for the one that is selected
     * @return what it is and what it builds
     * @throws BrokenEnvironment if there is no such builder, or no engine behind it
     */
    public BuilderState inspect(Optional<String> name) {
        BuilderState state = inspect(name, List.of());
        // A remote builder is there or it isn't: waiting for one that isn't takes 20 s and changes nothing.
        return state.isRunning() || state.driver().equals("remote") ? state : inspect(name, List.of("--bootstrap"));
    }

    private BuilderState inspect(Optional<String> name, List<String> options) {
        Command command = Command.of("docker", "buildx", "inspect")
                .with(options)
                .with(name.stream().toList());
        Output output = programs.capture(command);
        if (!output.succeeded()) {
            throw new BrokenEnvironment(
                    "'" + command + "' said: " + output.lastWords().replaceFirst("^ERROR: ", ""),
                    "see whether the builder's name is right ('docker buildx ls') and its engine runs");
        }
        return BuilderState.read(output.out());
    }

    /**
     * How much a builder's cache could give up.
     *
     * @param name the builder; empty for the one that is selected
     * @return bytes, rounded as buildx prints them; empty where it doesn't tell
     */
    public OptionalLong reclaimable(Optional<String> name) {
        Output output = programs.capture(Command.of("docker", "buildx", "du")
                .with(name.map(builder -> List.of("--builder", builder)).orElse(List.of())));
        return output.succeeded() ? DiskUsage.reclaimable(output.out()) : OptionalLong.empty();
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
            String words = output.lastWords();
            throw new BrokenEnvironment(
                    "'" + command + "' failed: " + words,
                    words.endsWith(": not found")
                            ? "a part of what it is made of is gone from the registry: bring it back by 'mvn runner:build -Drunner.force',"
                                    + " then repeat the goal"
                            : "see whether the registry can be reached and written to, then repeat the goal");
        }
    }
}
