package ai.gpustack.runner.build;

import ai.gpustack.runner.buildx.Buildx;
import ai.gpustack.runner.plan.Pack;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.SourceCheck;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Endings;
import ai.gpustack.runner.process.Parallel;
import ai.gpustack.runner.process.WholeFile;
import ai.gpustack.runner.registry.Registry;
import ai.gpustack.runner.source.Count;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Builds what a plan asks for and the destination doesn't have. One image's failure never changes another's outcome. */
public final class Build {

    private final Buildx buildx;
    private final Destination destination;
    private final Supplier<Registry> registry;
    private final Pack pack;
    private final BuildSettings settings;
    private final ReportFile report;
    private final BuildListener people;

    /**
     * A build.
     *
     * @param buildx builds
     * @param destination where the images go
     * @param registry is asked how long registries are to be left alone, where an image failed at one
     * @param pack the Dockerfiles, for the lines of steps that fail
     * @param settings how they are built
     * @param report is kept up to date
     * @param people hear what happens; the caller closes it
     */
    public Build(
            Buildx buildx,
            Destination destination,
            Supplier<Registry> registry,
            Pack pack,
            BuildSettings settings,
            ReportFile report,
            BuildListener people) {
        this.buildx = buildx;
        this.destination = destination;
        this.registry = registry;
        this.pack = pack;
        this.settings = settings;
        this.report = report;
        this.people = people;
    }

    /**
     * Builds.
     *
     * @param plan what to build: its selected platform images
     * @return what became of each, in the plan's order
     * @throws BrokenEnvironment if the registry or every builder can't be used at all
     * @throws ai.gpustack.runner.source.InvalidInput if a builder would emulate what it may not
     */
    public List<PlatformBuild> run(Plan plan) {
        List<PlatformImage> selected = plan.selected();
        var preparation = new Preparation(buildx, settings, disk());
        Survey survey = Survey.of(selected, destination, settings.force(), preparation::begin);
        var logs = new BuildLogs(settings.output());
        String place = destination.export().place();
        try (var sizes = new Sizes(destination);
                var journal = new Journal(report, logs, people, place, InstantSource.system(), sizes::ask)) {
            Map<PlatformImage, Failure> astray =
                    new PlatformTags(destination, settings.retries(), people).pointBack(survey.elsewhere());
            journal.upToDate(survey.without(astray.keySet()).upToDate(place));
            List<PlatformImage> missing = List.copyOf(survey.missing().keySet());
            Map<PlatformImage, String> pending = new LinkedHashMap<>(survey.missing());
            astray.keySet().forEach(image -> pending.put(image, "it is there with this id; its platform tag isn't"));
            if (!pending.isEmpty()) {
                journal.pending(pending);
            }
            if (!missing.isEmpty()) {
                expectBuildx(missing, journal);
            }
            people.begins(List.copyOf(pending.keySet()), selected.size() - pending.size());
            astray.forEach(journal::failed);
            AccessCheck access = access(selected);
            if (settings.failFast() && !astray.isEmpty()) {
                missing.forEach(image -> journal.givenUp(image, Verdict.HALTED));
            } else if (!missing.isEmpty()) {
                Definition definition = Definition.of(missing, destination.export(), settings);
                build(definition, preflight(definition, preparation, access), journal);
                journal.measured(sizes.all());
            }
            return selected.stream().map(journal::recorded).toList();
        }
    }

    /**
     * Says what {@link #run} would do, and does nothing.
     *
     * @param plan what to build: its selected platform images
     * @throws BrokenEnvironment where {@link #run} would throw it
     * @throws ai.gpustack.runner.source.InvalidInput where {@link #run} would throw it
     */
    public void dryRun(Plan plan) {
        var preparation = new Preparation(buildx, settings, disk());
        Survey survey = Survey.of(plan.selected(), destination, settings.force(), preparation::begin);
        for (PlatformImage image : plan.selected()) {
            if (survey.missing().containsKey(image)) {
                people.says("would build " + image.reference() + ": "
                        + survey.missing().get(image));
            } else if (survey.elsewhere().containsKey(image)) {
                people.says("would point " + image.reference() + " back to "
                        + survey.elsewhere().get(image));
            } else {
                people.says("would leave " + image.reference() + " as it is: up to date");
            }
        }
        AccessCheck access = access(plan.selected());
        if (survey.missing().isEmpty()) {
            return;
        }
        buildx.find();
        Definition definition = Definition.of(List.copyOf(survey.missing().keySet()), destination.export(), settings);
        Preflight preflight = preflight(definition, preparation, access);
        if (!preflight.errors().isEmpty()) {
            throw new InvalidInput(preflight.errors());
        }
        preflight
                .broken()
                .forEach((problem, images) -> people.says(
                        "would not start " + Count.of(images.size(), "platform image") + ": " + problem.getMessage()));
        expectBuilder(preflight);
        Bakes bakes = bakes(definition);
        people.says("would write " + bakes.definition() + ":");
        definition.file().toJson().lines().forEach(people::says);
        preflight.usable().forEach((builder, targets) -> {
            batches(targets).forEach(batch -> people.says("would run: " + buildx.command(bakes.of(builder, batch))));
            try (HeldRuntimes runtimes = runtimes(definition, preflight, bakes, builder)) {
                runtimes.bakes()
                        .forEach(bake ->
                                people.says("would run beside it, to hold what images share: " + buildx.command(bake)));
            }
        });
    }

    private Bakes bakes(Definition definition) {
        Stream<Path> elsewhere = definition.images().values().stream()
                .flatMap(image -> pack.elsewhere(image).stream())
                .distinct();
        return new Bakes(
                settings,
                Stream.concat(definition.folders().stream(), elsewhere).toList(),
                destination.export());
    }

    /** What is given and nobody takes is told of also where nothing is to be built: it may be why. */
    private AccessCheck access(List<PlatformImage> selected) {
        var access = new AccessCheck(settings.access(), pack::needs);
        access.unused(selected).forEach(people::remarks);
        return access;
    }

    /** Without buildx nothing can be said of a builder. */
    private void expectBuildx(List<PlatformImage> missing, Journal journal) {
        try {
            buildx.find();
        } catch (BrokenEnvironment e) {
            journal.refused(missing, !settings.force(), e.getMessage());
            throw e;
        }
    }

    /** With one builder lost, the others build; without any, nothing can be built. */
    private static void expectBuilder(Preflight preflight) {
        if (preflight.usable().isEmpty()) {
            throw preflight.broken().keySet().iterator().next();
        }
    }

    /** The disk is asked for its room only where there is something to compare it with. */
    private BuilderDisk disk() {
        boolean forecasts = report.get().images().stream()
                .flatMap(image -> image.platformImages().stream())
                .anyMatch(build -> build.size().isPresent());
        return forecasts ? settings.disk() : BuilderDisk.UNKNOWN;
    }

    private void build(Definition definition, Preflight preflight, Journal journal) {
        refuse(preflight.errors(), definition.images().values(), journal);
        preflight
                .broken()
                .forEach((problem, images) -> images.forEach(image -> journal.givenUp(image, problem.getMessage())));
        expectBuilder(preflight);
        Bakes bakes = bakes(definition);
        write(bakes, definition);
        Map<Optional<String>, Map<String, PlatformImage>> usable = preflight.usable();
        people.says("building with " + (buildx.bakesMany() ? "one bake" : "one bake for each image") + " on "
                + String.join(
                        " and ",
                        usable.keySet().stream()
                                .map(name -> name.map(n -> "builder " + n).orElse("the selected builder"))
                                .toList())
                + ", " + settings.parallel() + " at a time (" + buildx.version() + ")");
        var halt = new Endings();
        var sources = new SourceCheck(pack);
        Parallel.map(List.copyOf(usable.keySet()), usable.size(), builder -> {
            var steps = new Steps(pack, builder);
            try (HeldRuntimes runtimes = runtimes(definition, preflight, bakes, builder)) {
                var on = new BuilderRounds.Site(builder, preflight.replicated().contains(builder), runtimes);
                new BuilderRounds(buildx, destination, registry, settings, journal, halt, steps, sources, bakes, on)
                        .run(usable.get(builder));
            }
            return builder;
        });
    }

    /** The runtime stages that images share; one that knows which of them it is built for is another one for each. */
    private HeldRuntimes runtimes(Definition definition, Preflight preflight, Bakes bakes, Optional<String> builder) {
        var shared = new LinkedHashMap<>(definition.runtimes());
        shared.keySet().retainAll(preflight.usable().get(builder).keySet());
        if (preflight.replicated().contains(builder)) {
            shared.clear(); // it would be held in one place, and run in another
        }
        shared.keySet()
                .removeIf(target -> pack.closure(definition.images().get(target))
                        .filter(closure -> !closure.argumentsInUse().contains("TARGETSTAGE"))
                        .isEmpty());
        return new HeldRuntimes(shared, buildx, bakes, builder);
    }

    /** What is known of what is missing before it is built; remarks are said. */
    private Preflight preflight(Definition definition, Preparation preparation, AccessCheck access) {
        preparation.leftOvers().forEach(people::remarks); // while the builders answer
        Preflight preflight = Preflight.of(
                definition.images(),
                settings,
                preparation,
                image -> report.get().platformImage(image).flatMap(PlatformBuild::size),
                access);
        preflight.remarks().forEach(people::remarks);
        return preflight;
    }

    /** Builds nothing where something is wrong. The report says why: whoever misses an image elsewhere reads it there. */
    private void refuse(List<Problem> problems, Collection<PlatformImage> missing, Journal journal) {
        if (!problems.isEmpty()) {
            journal.refused(
                    missing,
                    !settings.force(),
                    "nothing was built: "
                            + problems.stream()
                                    .map(p -> p.at() + " " + p.what() + "; " + p.mend())
                                    .collect(Collectors.joining("; ")));
            throw new InvalidInput(problems);
        }
    }

    private List<List<String>> batches(Map<String, PlatformImage> targets) {
        return buildx.bakesMany()
                ? List.of(List.copyOf(targets.keySet()))
                : targets.keySet().stream().map(List::of).toList();
    }

    private void write(Bakes bakes, Definition definition) {
        try {
            WholeFile.write(bakes.definition(), definition.file().toJson());
            bakes.removeLeftOvers();
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + bakes.definition(), e);
        }
        try {
            settings.caches().makeFolder();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "can't make the cache's folder " + settings.caches().place(), e);
        }
    }
}
