package ai.gpustack.runner.release;

import ai.gpustack.runner.build.BuildReport.Step;
import ai.gpustack.runner.build.BuildReport.StepState;
import ai.gpustack.runner.build.ReportFile;
import ai.gpustack.runner.buildx.Buildx;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.Reference;
import ai.gpustack.runner.plan.RunnerImage;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.registry.Manifest;
import ai.gpustack.runner.registry.PushedImage;
import ai.gpustack.runner.registry.Registry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Combines platform images into multi-arch {@code -dev} indexes. */
public final class Indexes {

    private final Registry registry;
    private final Buildx buildx;
    private final ReportFile report;
    private final StageListener people;

    /**
     * What combines.
     *
     * @param registry is read
     * @param buildx writes
     * @param report is kept up to date
     * @param people hear of it
     */
    public Indexes(Registry registry, Buildx buildx, ReportFile report, StageListener people) {
        this.registry = registry;
        this.buildx = buildx;
        this.report = report;
        this.people = people;
    }

    /**
     * Makes the {@code -dev} index of every image of a plan that is whole.
     *
     * @param plan the images
     * @return how it ended
     * @throws BrokenEnvironment if the registry can't be read
     */
    public StageSummary run(Plan plan) {
        var steps = new ArrayList<Step>();
        boolean isUnfinished = false;
        for (RunnerImage image : plan.images()) {
            people.begins(image.devReference().toString());
            IndexDecision decision = decide(image);
            Step step = carryOut(image, decision);
            report.image(image.reference().toString(), entry -> entry.withManifest(step));
            people.ended(step.sentence());
            steps.add(step);
            isUnfinished |= decision instanceof IndexDecision.Withheld withheld && withheld.isUnfinished();
        }
        return new StageSummary(steps, isUnfinished);
    }

    /**
     * Says what {@link #run} would do, and does nothing.
     *
     * @param plan the images
     */
    public void dryRun(Plan plan) {
        for (RunnerImage image : plan.images()) {
            IndexDecision decision = decide(image);
            if (decision instanceof IndexDecision.Create create) {
                people.says("would run: " + command(image, create));
            } else {
                people.says("dry run: " + carryOut(image, decision).sentence());
            }
        }
    }

    private IndexDecision decide(RunnerImage image) {
        var found = new LinkedHashMap<PlatformImage, Optional<PushedImage>>();
        image.platformImages().forEach(p -> found.put(p, PushedImage.read(registry, p.idReference(), p.platform())));
        return IndexDecision.of(
                image,
                found,
                registry.manifest(image.devReference()),
                report.get().image(image.reference().toString()));
    }

    private Step carryOut(RunnerImage image, IndexDecision decision) {
        Reference dev = image.devReference();
        if (decision instanceof IndexDecision.Withheld withheld) {
            String reasons = String.join("; ", withheld.reasons());
            return step(StepState.WITHHELD, dev, Optional.empty(), Optional.empty(), dev + " is withheld: " + reasons);
        }
        if (decision instanceof IndexDecision.Unchanged same) {
            String sentence = dev + " is there already: " + same.digest();
            return step(StepState.UNCHANGED, dev, Optional.of(same.digest()), Optional.of(same.bytes()), sentence);
        }
        var create = (IndexDecision.Create) decision;
        try {
            buildx.create(command(image, create));
            return readBack(image, create);
        } catch (BrokenEnvironment e) {
            String sentence = dev + " could not be made: " + e.getMessage();
            return step(StepState.FAILED, dev, Optional.empty(), Optional.empty(), sentence);
        }
    }

    private Step readBack(RunnerImage image, IndexDecision.Create create) {
        Reference dev = image.devReference();
        Optional<Manifest> made = registry.manifest(dev);
        Optional<String> digest = made.map(manifest -> manifest.descriptor().digest());
        if (made.isPresent()
                && made.get() instanceof Manifest.Index index
                && IndexDecision.digestsOf(index).equals(create.children())) {
            String sentence = dev + " combines " + platforms(image) + ": " + digest.get();
            return step(StepState.DONE, dev, digest, Optional.of(create.bytes()), sentence);
        }
        String sentence = dev + " was written, but reads back as something else: another writer may use the same tag;"
                + " run runner:manifest again";
        return step(StepState.FAILED, dev, digest, Optional.empty(), sentence);
    }

    private Command command(RunnerImage image, IndexDecision.Create create) {
        List<String> sources = create.sources().stream()
                .map(digest ->
                        image.platformImages().get(0).idReference().at(digest).toString())
                .toList();
        return buildx.createCommand(image.devReference().toString(), sources, create.annotations());
    }

    private static String platforms(RunnerImage image) {
        return String.join(
                ", ",
                image.platformImages().stream()
                        .map(p -> p.platform().toString())
                        .toList());
    }

    private static Step step(
            StepState state, Reference reference, Optional<String> digest, Optional<Long> bytes, String sentence) {
        return new Step(state, reference.toString(), digest, bytes, sentence).now();
    }
}
