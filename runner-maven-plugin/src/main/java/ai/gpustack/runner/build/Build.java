package ai.gpustack.runner.build;

import ai.gpustack.runner.build.Destination.Existing;
import ai.gpustack.runner.buildx.Buildx;
import ai.gpustack.runner.buildx.TargetResult;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.process.Parallel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Builds what a plan asks for and the destination doesn't have. One image's failure never changes another's outcome. */
public final class Build {

    private final Buildx buildx;
    private final Destination destination;
    private final BuildSettings settings;
    private final ReportFile report;
    private final Consumer<String> say;

    /**
     * A build.
     *
     * @param buildx builds
     * @param destination where the images go
     * @param settings how they are built
     * @param report is kept up to date
     * @param say receives sentences for people
     */
    public Build(
            Buildx buildx, Destination destination, BuildSettings settings, ReportFile report, Consumer<String> say) {
        this.buildx = buildx;
        this.destination = destination;
        this.settings = settings;
        this.report = report;
        this.say = say;
    }

    /**
     * Builds.
     *
     * @param plan what to build: its selected platform images
     * @return what became of each, in the plan's order
     * @throws ai.gpustack.runner.process.BrokenEnvironment if the engine or the registry can't be used at all
     */
    public List<PlatformBuild> run(Plan plan) {
        List<PlatformImage> selected = plan.selected();
        Map<PlatformImage, Existing> existing = existing(selected);
        var missing = new ArrayList<PlatformImage>();
        for (PlatformImage image : selected) {
            Existing there = existing.get(image);
            if (settings.force() || there instanceof Existing.Missing) {
                report.image(imageReference(image), BuildReport.Image::withoutSteps);
                record(entry(
                        image,
                        BuildState.NOT_STARTED,
                        "its turn hadn't come yet, or the build was ended before it was finished"));
                missing.add(image);
            } else if (there instanceof Existing.UpToDate same) {
                upToDate(image, same.digest(), "it is there with this id");
            } else if (there instanceof Existing.TagElsewhere elsewhere) {
                destination.point(image, elsewhere.digest());
                upToDate(
                        image, elsewhere.digest(), "it is there with this id; its platform tag was pointed back to it");
            }
        }
        if (!missing.isEmpty()) {
            bake(missing);
        }
        return selected.stream().map(this::recorded).toList();
    }

    /**
     * Says what {@link #run} would do, and does nothing.
     *
     * @param plan what to build: its selected platform images
     */
    public void dryRun(Plan plan) {
        Map<PlatformImage, Existing> existing = existing(plan.selected());
        var missing = new ArrayList<PlatformImage>();
        existing.forEach((image, there) -> {
            if (settings.force() || there instanceof Existing.Missing) {
                say.accept("would build " + image.reference() + ": " + whyBuilt());
                missing.add(image);
            } else if (there instanceof Existing.TagElsewhere elsewhere) {
                say.accept("would point " + image.reference() + " back to " + elsewhere.digest());
            } else {
                say.accept("would leave " + image.reference() + " as it is: up to date");
            }
        });
        if (missing.isEmpty()) {
            return;
        }
        Definition definition = Definition.of(missing, destination.export(), settings);
        say.accept("would write " + definitionFile() + ":");
        definition.file().toJson().lines().forEach(say);
        batches(definition).forEach(targets -> say.accept("would run: " + command(targets)));
    }

    private Map<PlatformImage, Existing> existing(List<PlatformImage> images) {
        var existing = new LinkedHashMap<PlatformImage, Existing>();
        List<Existing> answers = Parallel.map(images, Math.min(8, Math.max(1, images.size())), destination::existing);
        for (int i = 0; i < images.size(); i++) {
            existing.put(images.get(i), answers.get(i));
        }
        return existing;
    }

    private void bake(List<PlatformImage> images) {
        Definition definition = Definition.of(images, destination.export(), settings);
        write(definition);
        say.accept("building " + images.size() + " of them, " + settings.parallel() + " at a time, with "
                + (buildx.defersErrors() ? "one bake" : "one bake for each") + " (" + buildx.version() + ")");
        try (var logs = new BuildLogs(settings.output().resolve("logs"))) {
            var observer =
                    new BuildObserver(definition.images(), destination.export().verb(), logs, this::exported, say);
            List<List<String>> batches = batches(definition);
            Parallel.map(batches, buildx.defersErrors() ? 1 : settings.parallel(), targets -> {
                buildx.bake(command(targets), targets, metadataFile(targets), observer)
                        .forEach((target, result) -> ended(definition.images().get(target), result, observer));
                return targets;
            });
        }
    }

    /** All targets in one process where buildx goes on after a failure; else each in one of its own. */
    private List<List<String>> batches(Definition definition) {
        List<String> targets = List.copyOf(definition.images().keySet());
        return buildx.defersErrors()
                ? List.of(targets)
                : targets.stream().map(List::of).toList();
    }

    private Command command(List<String> targets) {
        return buildx.bakeCommand(
                definitionFile(),
                targets,
                settings.parallel(),
                metadataFile(targets),
                List.copyOf(settings.secrets().values()));
    }

    private Path definitionFile() {
        return settings.output().resolve("docker-bake.json");
    }

    private Path metadataFile(List<String> targets) {
        return settings.output()
                .resolve(targets.size() == 1 ? "metadata-" + targets.get(0) + ".json" : "metadata.json");
    }

    private void write(Definition definition) {
        try {
            Files.createDirectories(settings.output());
            Files.writeString(definitionFile(), definition.file().toJson());
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + definitionFile(), e);
        }
    }

    private String whyBuilt() {
        return settings.force() ? "forced" : "not there with this id";
    }

    private void upToDate(PlatformImage image, String digest, String why) {
        record(new Entry(image, BuildState.UP_TO_DATE, why, Optional.of(digest), 0, false, Optional.empty()));
        say.accept("up to date: " + image.reference());
    }

    /** An image is in the report as soon as it is where it belongs, not only at the end of the bake. */
    private void exported(PlatformImage image, Optional<String> digest, double seconds) {
        record(new Entry(image, BuildState.BUILT, whyBuilt(), digest, seconds, true, Optional.empty()));
    }

    private void ended(PlatformImage image, TargetResult result, BuildObserver observer) {
        record(entry(image, result, observer));
        observer.ended(image);
    }

    private Entry entry(PlatformImage image, TargetResult result, BuildObserver observer) {
        double seconds = observer.seconds(image.tag());
        boolean logged = observer.hasLog(image.tag());
        if (result instanceof TargetResult.Built built) {
            Optional<String> digest = Optional.of(built.digest());
            return new Entry(image, BuildState.BUILT, whyBuilt(), digest, seconds, logged, Optional.empty());
        }
        if (result instanceof TargetResult.Failed failed) {
            var failure = new Failure(
                    FailureKind.OTHER,
                    failed.step(),
                    Optional.empty(),
                    failed.error(),
                    Optional.empty(),
                    failed.lastLines());
            return new Entry(
                    image, BuildState.FAILED, whyBuilt(), Optional.empty(), seconds, logged, Optional.of(failure));
        }
        return entry(image, BuildState.NOT_STARTED, ((TargetResult.NotStarted) result).reason());
    }

    private record Entry(
            PlatformImage image,
            BuildState state,
            String why,
            Optional<String> digest,
            double seconds,
            boolean logged,
            Optional<Failure> failure) {}

    private static Entry entry(PlatformImage image, BuildState state, String why) {
        return new Entry(image, state, why, Optional.empty(), 0, false, Optional.empty());
    }

    private void record(Entry entry) {
        PlatformImage image = entry.image();
        Optional<PlatformBuild.Run> run = entry.seconds() > 0
                ? Optional.of(new PlatformBuild.Run(
                        java.time.Instant.now().toString(),
                        Math.round(entry.seconds() * 10) / 10.0,
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        entry.logged() ? Optional.of("logs/" + image.tag() + ".log") : Optional.empty()))
                : Optional.empty();
        PlatformBuild plain = PlatformBuild.of(
                        image.platform().toString(),
                        image.reference().toString(),
                        image.id(),
                        destination.export().place(),
                        entry.state(),
                        entry.why())
                .withDigest(entry.digest())
                .withRun(run);
        PlatformBuild build = entry.failure().map(plain::withFailure).orElse(plain);
        report.image(imageReference(image), old -> old.with(build));
    }

    private PlatformBuild recorded(PlatformImage image) {
        return report.get().image(imageReference(image)).platformImages().stream()
                .filter(build -> build.platform().equals(image.platform().toString()))
                .findFirst()
                .orElseThrow();
    }

    private static String imageReference(PlatformImage image) {
        return image.repository() + ":" + image.name().tag();
    }
}
