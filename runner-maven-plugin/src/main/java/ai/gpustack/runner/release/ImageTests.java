package ai.gpustack.runner.release;

import ai.gpustack.runner.build.BuildReport.PlatformTest;
import ai.gpustack.runner.build.BuildReport.StepState;
import ai.gpustack.runner.build.Definition;
import ai.gpustack.runner.build.ReportFile;
import ai.gpustack.runner.engine.Engine;
import ai.gpustack.runner.engine.LoadedImage;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.Reference;
import ai.gpustack.runner.plan.RunnerImage;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.registry.Manifest;
import ai.gpustack.runner.registry.Registry;
import ai.gpustack.runner.source.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tests the images of a plan, on every platform that this machine can run, and leaves a receipt for each. */
public final class ImageTests {

    private final TestFiles files;
    private final Registry registry;
    private final Engine engine;
    private final SmokeTests tests;
    private final Receipts receipts;
    private final ReportFile report;
    private final Retest again;
    private final StageListener people;

    /**
     * What tests.
     *
     * @param files say what is asked
     * @param registry holds the images that are pushed
     * @param engine holds the images that are loaded
     * @param tests runs a smoke-test file
     * @param receipts keeps what was found
     * @param report is kept up to date
     * @param again what is tested although there is a receipt
     * @param people hear of it
     */
    public ImageTests(
            TestFiles files,
            Registry registry,
            Engine engine,
            SmokeTests tests,
            Receipts receipts,
            ReportFile report,
            Retest again,
            StageListener people) {
        this.files = files;
        this.registry = registry;
        this.engine = engine;
        this.tests = tests;
        this.receipts = receipts;
        this.report = report;
        this.again = again;
        this.people = people;
    }

    /**
     * How tests ended.
     *
     * @param tests how each selected platform's tests ended, in the plan's order
     * @param isUnfinished whether something couldn't be tested that goals before this one would have made, had they been run
     */
    public record Summary(List<PlatformTest> tests, boolean isUnfinished) {

        public Summary {
            tests = List.copyOf(tests);
        }
    }

    /**
     * Tests.
     *
     * @param plan the images
     * @param pushed whether the {@code -dev} image in the registry is tested, or the platform images in the local engine
     * @return how they ended
     * @throws ai.gpustack.runner.source.InvalidInput if a smoke-test file can't be understood; nothing was tested then
     */
    public Summary run(Plan plan, boolean pushed) {
        plan.images().forEach(files::find); // all of them are understood before the first is used
        var results = new ArrayList<PlatformTest>();
        boolean isUnfinished = false;
        for (RunnerImage image : plan.images()) {
            people.begins((pushed ? image.devReference() : image.reference()).toString());
            Optional<Manifest> dev = pushed ? registry.manifest(image.devReference()) : Optional.empty();
            Optional<String> pulled =
                    dev.map(manifest -> at(image, manifest).toString()).filter(engine::borrow);
            for (PlatformImage platformImage : image.selected()) {
                people.begins(named(image, platformImage, pushed));
                PlatformTest result = pushed ? pushed(image, platformImage, dev) : loaded(image, platformImage);
                report.image(image.reference().toString(), entry -> entry.with(result));
                people.ended(result.sentence());
                results.add(result);
                isUnfinished |= result.state() == StepState.WITHHELD
                        && files.find(image).isPresent()
                        && cause(image, platformImage)
                                .filter(BuildCause::isFailure)
                                .isEmpty();
            }
            // Hundreds of images that were pulled only to be tested would fill the engine's disk.
            pulled.ifPresent(engine::remove);
        }
        return new Summary(results, isUnfinished);
    }

    /**
     * Says what {@link #run} would do, and does nothing.
     *
     * @param plan the images
     * @param pushed whether the {@code -dev} image in the registry would be tested
     */
    public void dryRun(Plan plan, boolean pushed) {
        for (RunnerImage image : plan.images()) {
            String checks = files.find(image)
                    .map(f -> Count.of(f.size(), "check") + " of " + files.shown(image))
                    .orElse("nothing: there is no " + files.shown(image));
            image.selected().forEach(p -> people.says("would test " + named(image, p, pushed) + " with " + checks));
        }
    }

    private static String named(RunnerImage image, PlatformImage platformImage, boolean pushed) {
        return (pushed ? image.devReference() : platformImage.reference()) + " on " + platformImage.platform();
    }

    private static Reference at(RunnerImage image, Manifest dev) {
        return image.devReference().at(dev.descriptor().digest());
    }

    private PlatformTest pushed(RunnerImage image, PlatformImage platformImage, Optional<Manifest> dev) {
        Optional<String> other = dev.isEmpty()
                ? Optional.of("it isn't there")
                : notAskedFor(platformImage, at(image, dev.get()), dev.get());
        if (other.isPresent()) {
            return untested(
                    platformImage,
                    StepState.WITHHELD,
                    image.devReference() + " isn't tested on " + platformImage.platform() + ": " + other.get()
                            + because(image, platformImage));
        }
        return test(
                image,
                platformImage,
                new Subject(
                        image.devReference().toString(),
                        at(image, dev.get()).toString(),
                        dev.get().descriptor().digest(),
                        platformImage.platform(),
                        Subject.Source.REGISTRY,
                        Optional.empty()));
    }

    private String because(RunnerImage image, PlatformImage platformImage) {
        return cause(image, platformImage).map(cause -> ": " + cause).orElse("");
    }

    private Optional<BuildCause> cause(RunnerImage image, PlatformImage platformImage) {
        return BuildCause.of(platformImage, report.get().image(image.reference().toString()));
    }

    /** Why an index's test would say nothing of what the plan asks for: it may have been made before the last build. */
    private Optional<String> notAskedFor(PlatformImage platformImage, Reference reference, Manifest dev) {
        Optional<Manifest.Image> found = dev instanceof Manifest.Index index
                ? index.image(platformImage.platform())
                        .flatMap(entry -> registry.manifest(
                                reference.at(entry.descriptor().digest())))
                        .filter(Manifest.Image.class::isInstance)
                        .map(Manifest.Image.class::cast)
                : Optional.of((Manifest.Image) dev);
        if (found.isEmpty()) {
            return Optional.of("it has no image for it");
        }
        return platformImage.id().equals(found.get().annotations().get(Definition.ID))
                ? Optional.empty()
                : Optional.of("it isn't what the plan asks for");
    }

    private PlatformTest loaded(RunnerImage image, PlatformImage platformImage) {
        String reference = platformImage.reference().toString();
        Optional<LoadedImage> loaded = engine.image(reference, platformImage.platform());
        if (loaded.isEmpty()) {
            return untested(
                    platformImage,
                    StepState.WITHHELD,
                    reference + " isn't tested: the engine doesn't have it" + because(image, platformImage));
        }
        if (!platformImage.id().equals(loaded.get().config().labels().get(Definition.ID))) {
            return untested(
                    platformImage,
                    StepState.WITHHELD,
                    reference + " isn't tested: what the engine has isn't what the plan asks for"
                            + because(image, platformImage));
        }
        return test(
                image,
                platformImage,
                new Subject(
                        reference,
                        reference,
                        loaded.get().id(),
                        platformImage.platform(),
                        Subject.Source.LOADED,
                        Optional.empty()));
    }

    private PlatformTest test(RunnerImage image, PlatformImage platformImage, Subject subject) {
        Optional<SmokeTestFile> file = files.find(image);
        if (file.isEmpty()) {
            return untested(
                    platformImage,
                    StepState.WITHHELD,
                    subject.image() + " isn't tested: there is no " + files.shown(image)
                            + "; write one (docs/smoke-tests.md)");
        }
        Optional<Receipt> earlier = receipts.find(subject.digest(), subject.platform())
                .filter(receipt -> receipt.answers(subject.source(), file.get().sha256()) && !again.isDue(receipt));
        if (earlier.isPresent()) {
            return earlier.get().passed()
                    ? tested(StepState.UNCHANGED, subject, earlier.get(), "passed these tests already")
                    : tested(
                            StepState.FAILED,
                            subject,
                            earlier.get(),
                            "failed these tests already: " + earlier.get().failures());
        }
        TestOutcome outcome;
        try {
            outcome = tests.test(subject, file.get(), check -> people.says(said(subject, check)));
        } catch (BrokenEnvironment e) {
            // One image that can't be pulled doesn't keep the others from being tested.
            return untested(
                    platformImage,
                    StepState.FAILED,
                    subject.image() + " could not be tested on " + subject.platform() + ": " + e.getMessage());
        }
        if (outcome instanceof TestOutcome.Untestable untestable) {
            return untested(
                    platformImage,
                    StepState.NOT_RUN,
                    subject.image() + " isn't tested on " + subject.platform() + ": " + untestable.why());
        }
        Receipt receipt = ((TestOutcome.Tested) outcome).receipt();
        receipts.write(receipt);
        return receipt.passed()
                ? tested(
                        StepState.DONE,
                        subject,
                        receipt,
                        "passed " + Count.of(receipt.checks().size(), "check"))
                : tested(StepState.FAILED, subject, receipt, "failed: " + receipt.failures());
    }

    private static String said(Subject subject, Check check) {
        return subject.platform()
                + (check.passed() ? " ok     " : " FAILED ")
                + check.name()
                + (check.passed() ? "" : ": " + check.detail());
    }

    private PlatformTest tested(StepState state, Subject subject, Receipt receipt, String what) {
        return new PlatformTest(
                subject.platform().toString(),
                state,
                Optional.of(subject.digest()),
                receipt.emulated(),
                subject.image() + " (" + subject.digest() + ") on " + subject.platform()
                        + (receipt.emulated() ? ", emulated, " : " ") + what,
                receipt.checks().stream()
                        .filter(check -> !check.passed())
                        .map(check -> check.name() + ": " + check.detail())
                        .toList(),
                Optional.of("receipts/" + receipts.file(receipt).getFileName()),
                Optional.of(receipt.started()));
    }

    private static PlatformTest untested(PlatformImage image, StepState state, String sentence) {
        return new PlatformTest(
                image.platform().toString(), state, Optional.empty(), false, sentence, List.of(), Optional.empty());
    }
}
