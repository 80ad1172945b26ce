package ai.gpustack.runner.build;

import ai.gpustack.runner.buildx.Buildx;
import ai.gpustack.runner.plan.Pack;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Parallel;
import ai.gpustack.runner.process.WholeFile;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Builds what a plan asks for and the destination doesn't have. One image's failure never changes another's outcome. */
public final class Build {

    private final Buildx buildx;
    private final Destination destination;
    private final Pack pack;
    private final BuildSettings settings;
    private final ReportFile report;
    private final BuildListener people;

    /**
     * A build.
     *
     * @param buildx builds
     * @param destination where the images go
     * @param pack the Dockerfiles, for the lines of steps that fail
     * @param settings how they are built
     * @param report is kept up to date
     * @param people hear what happens; the caller closes it
     */
    public Build(
            Buildx buildx,
            Destination destination,
            Pack pack,
            BuildSettings settings,
            ReportFile report,
            BuildListener people) {
        this.buildx = buildx;
        this.destination = destination;
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
        var preparation = new Preparation(buildx, settings.builders(), disk());
        Survey survey = Survey.of(selected, destination, settings.force(), preparation::begin);
        var logs = new BuildLogs(settings.output());
        String place = destination.export().place();
        try (var sizes = new Sizes(destination);
                var journal = new Journal(report, logs, people, place, InstantSource.system(), sizes::ask)) {
            Parallel.map(List.copyOf(survey.elsewhere().entrySet()), Survey.QUESTIONS, tag -> {
                destination.point(tag.getKey(), tag.getValue());
                return tag;
            });
            journal.upToDate(survey.upToDate(place));
            List<PlatformImage> missing = List.copyOf(survey.missing().keySet());
            if (!missing.isEmpty()) {
                journal.pending(survey.missing());
                expectBuildx(missing, journal);
            }
            people.begins(missing, selected.size() - missing.size());
            if (!missing.isEmpty()) {
                build(missing, preparation, journal);
                journal.measured(sizes.all());
            }
            return selected.stream().map(journal::recorded).toList();
        }
    }

    /**
     * Says what {@link #run} would do, and does nothing.
     *
     * @param plan what to build: its selected platform images
     */
    public void dryRun(Plan plan) {
        Survey survey = Survey.of(plan.selected(), destination, settings.force(), image -> {});
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
        if (survey.missing().isEmpty()) {
            return;
        }
        Definition definition = Definition.of(List.copyOf(survey.missing().keySet()), destination.export(), settings);
        var bakes = new Bakes(settings, definition.folders());
        people.says("would write " + bakes.definition() + ":");
        definition.file().toJson().lines().forEach(people::says);
        divided(definition)
                .forEach((builder, targets) -> batches(targets)
                        .forEach(batch -> people.says("would run: " + buildx.command(bakes.of(builder, batch)))));
    }

    /** Without buildx nothing can be said of a builder. */
    private void expectBuildx(List<PlatformImage> missing, Journal journal) {
        try {
            buildx.find();
        } catch (BrokenEnvironment e) {
            journal.refused(missing, e.getMessage());
            throw e;
        }
    }

    /** The disk is asked for its room only where there is something to compare it with. */
    private BuilderDisk disk() {
        boolean forecasts = report.get().images().stream()
                .flatMap(image -> image.platformImages().stream())
                .anyMatch(build -> build.size().isPresent());
        return forecasts ? settings.disk() : BuilderDisk.UNKNOWN;
    }

    private void build(List<PlatformImage> missing, Preparation preparation, Journal journal) {
        Map<Optional<String>, List<PlatformImage>> usable = usable(missing, preparation, journal);
        Definition definition =
                Definition.of(usable.values().stream().flatMap(List::stream).toList(), destination.export(), settings);
        var bakes = new Bakes(settings, definition.folders());
        write(bakes, definition);
        people.says("building with " + (buildx.bakesMany() ? "one bake" : "one bake for each image") + " on "
                + String.join(
                        " and ",
                        usable.keySet().stream()
                                .map(name -> name.map(n -> "builder " + n).orElse("the selected builder"))
                                .toList())
                + ", " + settings.parallel() + " at a time (" + buildx.version() + ")");
        var halt = new Halt();
        var steps = new Steps(pack);
        Map<Optional<String>, Map<String, PlatformImage>> divided = divided(definition);
        Parallel.map(List.copyOf(divided.keySet()), divided.size(), builder -> {
            new BuilderRounds(buildx, destination, settings, journal, halt, steps, bakes, builder)
                    .run(divided.get(builder));
            return builder;
        });
    }

    /** The images whose builders can be used; the others are given up. */
    private Map<Optional<String>, List<PlatformImage>> usable(
            List<PlatformImage> missing, Preparation preparation, Journal journal) {
        Map<Optional<String>, List<PlatformImage>> divided = settings.builders().divide(missing);
        var checks = new LinkedHashMap<Optional<String>, BuilderCheck>();
        divided.keySet().forEach(name -> checks.put(name, preparation.of(name)));
        refuse(emulated(checks, divided), missing, journal);
        refuse(lackOfRoom(checks, divided, journal), missing, journal);
        var usable = new LinkedHashMap<Optional<String>, List<PlatformImage>>();
        var broken = new ArrayList<BrokenEnvironment>();
        divided.forEach((name, images) -> {
            Optional<BrokenEnvironment> problem = checks.get(name).problem();
            if (problem.isEmpty()) {
                usable.put(name, images);
            } else {
                broken.add(problem.get());
                images.forEach(image -> journal.givenUp(image, problem.get().getMessage()));
            }
        });
        if (usable.isEmpty()) {
            throw broken.get(0);
        }
        return usable;
    }

    /** What would be emulated that may not. */
    private List<Problem> emulated(
            Map<Optional<String>, BuilderCheck> checks, Map<Optional<String>, List<PlatformImage>> divided) {
        return settings.emulation()
                ? List.of()
                : checks.entrySet().stream()
                        .flatMap(check -> check.getValue().emulated(divided.get(check.getKey())).stream())
                        .toList();
    }

    /** Where it can't all fit on a builder's disk. */
    private static List<Problem> lackOfRoom(
            Map<Optional<String>, BuilderCheck> checks,
            Map<Optional<String>, List<PlatformImage>> divided,
            Journal journal) {
        return checks.entrySet().stream()
                .flatMap(check -> check
                        .getValue()
                        .lackOfRoom(DiskForecast.of(
                                divided.get(check.getKey()),
                                image -> journal.recorded(image).size()))
                        .stream())
                .toList();
    }

    /** Builds nothing where something is wrong. The report says why: whoever misses an image elsewhere reads it there. */
    private static void refuse(List<Problem> problems, List<PlatformImage> missing, Journal journal) {
        if (!problems.isEmpty()) {
            journal.refused(
                    missing,
                    "nothing was built: "
                            + problems.stream()
                                    .map(p -> p.at() + " " + p.what() + "; " + p.mend())
                                    .collect(Collectors.joining("; ")));
            throw new InvalidInput(problems);
        }
    }

    private Map<Optional<String>, Map<String, PlatformImage>> divided(Definition definition) {
        var divided = new LinkedHashMap<Optional<String>, Map<String, PlatformImage>>();
        definition
                .images()
                .forEach((target, image) -> divided.computeIfAbsent(
                                settings.builders().of(image.platform().toString()), name -> new LinkedHashMap<>())
                        .put(target, image));
        return divided;
    }

    private List<List<String>> batches(Map<String, PlatformImage> targets) {
        return buildx.bakesMany()
                ? List.of(List.copyOf(targets.keySet()))
                : targets.keySet().stream().map(List::of).toList();
    }

    private void write(Bakes bakes, Definition definition) {
        try {
            WholeFile.write(bakes.definition(), definition.file().toJson());
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
