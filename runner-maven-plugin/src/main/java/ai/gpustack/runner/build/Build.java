package ai.gpustack.runner.build;

import ai.gpustack.runner.build.Destination.Existing;
import ai.gpustack.runner.buildx.Buildx;
import ai.gpustack.runner.plan.Pack;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Parallel;
import ai.gpustack.runner.process.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds what a plan asks for and the destination doesn't have. One image's failure never changes another's outcome. */
public final class Build {

    /** As many questions are asked of a destination at a time. */
    private static final int QUESTIONS = 8;

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
        Survey survey = survey(selected);
        var logs = new BuildLogs(settings.output());
        String place = destination.export().place();
        try (var journal = new Journal(report, logs, people, place, InstantSource.system())) {
            Parallel.map(List.copyOf(survey.elsewhere().entrySet()), QUESTIONS, tag -> {
                destination.point(tag.getKey(), tag.getValue());
                return tag;
            });
            journal.upToDate(survey.upToDate(place));
            if (!survey.missing().isEmpty()) {
                journal.pending(survey.missing());
            }
            List<PlatformImage> missing = List.copyOf(survey.missing().keySet());
            people.begins(missing, selected.size() - missing.size());
            if (!missing.isEmpty()) {
                build(missing, journal);
                measure(missing, journal);
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
        Survey survey = survey(plan.selected());
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

    /**
     * What the destination has.
     *
     * @param missing what is built, and why
     * @param elsewhere what is there though its platform tag isn't, by digest
     * @param digests the digests of all that is there
     */
    private record Survey(
            Map<PlatformImage, String> missing,
            Map<PlatformImage, String> elsewhere,
            Map<PlatformImage, String> digests) {

        Map<PlatformImage, PlatformBuild> upToDate(String place) {
            var builds = new LinkedHashMap<PlatformImage, PlatformBuild>();
            digests.forEach((image, digest) -> builds.put(
                    image,
                    PlatformBuild.of(
                                    image.platform().toString(),
                                    image.reference().toString(),
                                    image.id(),
                                    place,
                                    BuildState.UP_TO_DATE,
                                    elsewhere.containsKey(image)
                                            ? "it is there with this id; its platform tag was pointed back to it"
                                            : "it is there with this id")
                            .withDigest(Optional.of(digest))));
            return builds;
        }
    }

    private Survey survey(List<PlatformImage> images) {
        List<Existing> answers =
                Parallel.map(images, Math.min(QUESTIONS, Math.max(1, images.size())), destination::existing);
        var survey = new Survey(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        for (int i = 0; i < images.size(); i++) {
            PlatformImage image = images.get(i);
            Existing there = answers.get(i);
            Optional<String> reason = Reason.toBuild(image, there, settings.force());
            if (reason.isPresent()) {
                survey.missing().put(image, reason.get());
            } else if (there instanceof Existing.TagElsewhere elsewhere) {
                survey.elsewhere().put(image, elsewhere.digest());
                survey.digests().put(image, elsewhere.digest());
            } else if (there instanceof Existing.UpToDate same) {
                survey.digests().put(image, same.digest());
            }
        }
        return survey;
    }

    private void build(List<PlatformImage> missing, Journal journal) {
        Map<Optional<String>, List<PlatformImage>> usable = usable(missing, journal);
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
    private Map<Optional<String>, List<PlatformImage>> usable(List<PlatformImage> missing, Journal journal) {
        Map<Optional<String>, List<PlatformImage>> divided = settings.builders().divide(missing);
        List<Optional<String>> names = List.copyOf(divided.keySet());
        List<BuilderCheck> checks = Parallel.map(
                names, names.size(), name -> BuilderCheck.of(buildx, name, divided.get(name), settings.emulation()));
        BuilderCheck.refuseEmulation(checks);
        BuilderCheck.refuseLackOfRoom(
                checks,
                names.stream()
                        .map(name -> DiskForecast.of(
                                divided.get(name),
                                image -> journal.recorded(image).size()))
                        .toList(),
                settings.disk());
        var usable = new LinkedHashMap<Optional<String>, List<PlatformImage>>();
        var broken = new ArrayList<BrokenEnvironment>();
        for (int i = 0; i < names.size(); i++) {
            Optional<BrokenEnvironment> problem = checks.get(i).problem();
            if (problem.isEmpty()) {
                usable.put(names.get(i), divided.get(names.get(i)));
            } else {
                broken.add(problem.get());
                divided.get(names.get(i))
                        .forEach(image -> journal.givenUp(image, problem.get().getMessage()));
            }
        }
        if (usable.isEmpty()) {
            throw broken.get(0);
        }
        return usable;
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

    private static void write(Bakes bakes, Definition definition) {
        try {
            WholeFile.write(bakes.definition(), definition.file().toJson());
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + bakes.definition(), e);
        }
    }

    /** Sizes are for people and for the next forecast: one that can't be read fails nothing. */
    private void measure(List<PlatformImage> images, Journal journal) {
        List<PlatformImage> built = images.stream()
                .filter(image -> journal.recorded(image).state() == BuildState.BUILT)
                .toList();
        List<Optional<PlatformBuild.Size>> sizes =
                Parallel.map(built, Math.min(QUESTIONS, Math.max(1, built.size())), this::size);
        var known = new LinkedHashMap<PlatformImage, PlatformBuild.Size>();
        for (int i = 0; i < built.size(); i++) {
            PlatformImage image = built.get(i);
            sizes.get(i).ifPresent(size -> known.put(image, size));
        }
        journal.measured(known);
    }

    private Optional<PlatformBuild.Size> size(PlatformImage image) {
        try {
            return destination.size(image);
        } catch (BrokenEnvironment e) {
            return Optional.empty();
        }
    }
}
