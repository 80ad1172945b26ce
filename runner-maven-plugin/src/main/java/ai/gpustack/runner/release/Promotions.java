package ai.gpustack.runner.release;

import ai.gpustack.runner.build.BuildReport;
import ai.gpustack.runner.build.BuildReport.Step;
import ai.gpustack.runner.build.BuildReport.StepState;
import ai.gpustack.runner.build.ReportFile;
import ai.gpustack.runner.buildx.Buildx;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.RunnerImage;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.registry.Descriptor;
import ai.gpustack.runner.registry.Manifest;
import ai.gpustack.runner.registry.PushedImage;
import ai.gpustack.runner.registry.Registry;
import ai.gpustack.runner.release.PromotionDecision.Tested.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Gives the final tag to the digest that was tested: the same bytes, never a rebuild. */
public final class Promotions {

    private final TestFiles files;
    private final Registry registry;
    private final Buildx buildx;
    private final Receipts receipts;
    private final Optional<String> reason;
    private final ReportFile report;
    private final StageListener people;

    /**
     * What promotes.
     *
     * @param files say what has to be passed
     * @param registry is read
     * @param buildx writes
     * @param receipts say what was tested
     * @param reason why a taken tag may be moved; empty if it may not
     * @param report is kept up to date
     * @param people hear of it
     */
    public Promotions(
            TestFiles files,
            Registry registry,
            Buildx buildx,
            Receipts receipts,
            Optional<String> reason,
            ReportFile report,
            StageListener people) {
        this.files = files;
        this.registry = registry;
        this.buildx = buildx;
        this.receipts = receipts;
        this.reason = reason;
        this.report = report;
        this.people = people;
    }

    /**
     * Promotes every image of a plan that may be.
     *
     * @param plan the images
     * @return how it ended
     * @throws BrokenEnvironment if the registry can't be read
     */
    public StageSummary run(Plan plan) {
        var steps = new ArrayList<Step>();
        boolean isUnfinished = false;
        for (RunnerImage image : plan.images()) {
            people.begins(image.reference().toString());
            PromotionDecision decision = PromotionDecision.of(image, state(image));
            Step step = carryOut(image, decision);
            report.image(image.reference().toString(), entry -> entry.withPromotion(step));
            people.ended(step.sentence());
            steps.add(step);
            isUnfinished |= decision instanceof PromotionDecision.Refused refused && refused.isUnfinished();
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
            PromotionDecision decision = PromotionDecision.of(image, state(image));
            if (decision instanceof PromotionDecision.Promote promote) {
                people.says("would run: " + command(image, promote));
            } else {
                people.says("dry run: " + carryOut(image, decision).sentence());
            }
        }
    }

    private PromotionDecision.State state(RunnerImage image) {
        Optional<Manifest> dev = registry.manifest(image.devReference());
        Optional<String> digest = dev.map(manifest -> manifest.descriptor().digest());
        var children = new LinkedHashMap<String, String>();
        dev.filter(Manifest.Index.class::isInstance)
                .map(Manifest.Index.class::cast)
                .ifPresent(index -> index.images()
                        .forEach(entry -> entry.platform()
                                .ifPresent(platform -> children.put(
                                        platform.toString(), entry.descriptor().digest()))));
        BuildReport.Image recorded = report.get().image(image.reference().toString());
        var expected = new LinkedHashMap<String, String>();
        var causes = new LinkedHashMap<String, BuildCause>();
        for (PlatformImage platformImage : image.platformImages()) {
            String platform = platformImage.platform().toString();
            expected(platformImage)
                    .ifPresentOrElse(
                            d -> expected.put(platform, d),
                            () -> BuildCause.of(platformImage, recorded)
                                    .ifPresent(cause -> causes.put(platform, cause)));
        }
        return new PromotionDecision.State(
                digest,
                children,
                expected,
                causes,
                registry.head(image.reference()).map(Descriptor::digest),
                digest.map(d -> tests(image, d, recorded)).orElse(Map.of()),
                reason);
    }

    /** The manifest's digest; a HEAD tells it where nothing is attached to it. */
    private Optional<String> expected(PlatformImage image) {
        return image.options().attaches()
                ? PushedImage.read(registry, image.idReference(), image.platform())
                        .map(pushed -> pushed.image().descriptor().digest())
                : registry.head(image.idReference()).map(Descriptor::digest);
    }

    private Map<String, PromotionDecision.Tested> tests(RunnerImage image, String digest, BuildReport.Image recorded) {
        var tests = new LinkedHashMap<String, PromotionDecision.Tested>();
        for (PlatformImage platformImage : image.platformImages()) {
            String platform = platformImage.platform().toString();
            receipts.find(digest, platformImage.platform())
                    .filter(Receipt::countsForPromotion)
                    .map(receipt -> tested(image, receipt))
                    .or(() -> recorded.test(platform)
                            .filter(test -> test.state() == StepState.NOT_RUN)
                            .map(test -> new PromotionDecision.Tested(Verdict.IMPOSSIBLE_HERE, test.sentence())))
                    .ifPresent(tested -> tests.put(platform, tested));
        }
        return tests;
    }

    private PromotionDecision.Tested tested(RunnerImage image, Receipt receipt) {
        return files.outdated(image, receipt)
                .map(why -> new PromotionDecision.Tested(Verdict.OUTDATED, why))
                .orElseGet(() -> new PromotionDecision.Tested(
                        receipt.passed() ? Verdict.PASSED : Verdict.FAILED, receipt.failures()));
    }

    private Step carryOut(RunnerImage image, PromotionDecision decision) {
        String tag = image.reference().toString();
        if (decision instanceof PromotionDecision.Refused refused) {
            return step(StepState.WITHHELD, tag, Optional.empty(), refused.reason());
        }
        if (decision instanceof PromotionDecision.Already already) {
            return step(
                    StepState.UNCHANGED,
                    tag,
                    Optional.of(already.digest()),
                    tag + " is released already with this digest: " + already.digest());
        }
        var promote = (PromotionDecision.Promote) decision;
        try {
            buildx.create(command(image, promote));
        } catch (BrokenEnvironment e) {
            // A registry with immutable tags refuses; what counts is what the tag is now.
            return readBack(image, promote, tag + " could not be written: " + e.getMessage());
        }
        return readBack(image, promote, tag + " was written, but reads back as something else");
    }

    private Step readBack(RunnerImage image, PromotionDecision.Promote promote, String failure) {
        String tag = image.reference().toString();
        Optional<String> now = registry.head(image.reference()).map(Descriptor::digest);
        if (!now.equals(Optional.of(promote.digest()))) {
            return step(StepState.FAILED, tag, now, failure);
        }
        String moved = promote.replaced()
                .map(old -> ", in place of " + old + " (reason: " + reason.orElse("none") + ")")
                .orElse("");
        return step(StepState.DONE, tag, now, tag + " is released: " + promote.digest() + moved);
    }

    private static Step step(StepState state, String tag, Optional<String> digest, String sentence) {
        return new Step(state, tag, digest, Optional.empty(), sentence).now();
    }

    private Command command(RunnerImage image, PromotionDecision.Promote promote) {
        return buildx.copyCommand(
                image.reference().toString(),
                image.devReference().at(promote.digest()).toString());
    }
}
