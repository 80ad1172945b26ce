package ai.gpustack.runner.release;

import ai.gpustack.runner.build.BuildReport.PlatformTest;
import ai.gpustack.runner.build.BuildReport.StepState;
import ai.gpustack.runner.build.Definition;
import ai.gpustack.runner.build.ReportFile;
import ai.gpustack.runner.engine.Engine;
import ai.gpustack.runner.engine.LoadedImage;
import ai.gpustack.runner.plan.Pack;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.Reference;
import ai.gpustack.runner.plan.RunnerImage;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.registry.Manifest;
import ai.gpustack.runner.registry.Registry;
import ai.gpustack.runner.source.Count;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Tests the images of a plan, on every platform that this machine can run, and leaves a receipt for each. */
public final class ImageTests {

    private final Pack pack;
    private final Registry registry;
    private final Engine engine;
    private final SmokeTests tests;
    private final Receipts receipts;
    private final ReportFile report;
    private final Retest again;
    private final Consumer<String> say;
    private final Map<Path, Optional<SmokeTestFile>> files = new HashMap<>();

    /**
     * What tests.
     *
     * @param pack holds the smoke-test files
     * @param registry holds the images that are pushed
     * @param engine holds the images that are loaded
     * @param tests runs a smoke-test file
     * @param receipts keeps what was found
     * @param report is kept up to date
     * @param again what is tested although there is a receipt
     * @param say receives sentences for people
     */
    public ImageTests(
            Pack pack,
            Registry registry,
            Engine engine,
            SmokeTests tests,
            Receipts receipts,
            ReportFile report,
            Retest again,
            Consumer<String> say) {
        this.pack = pack;
        this.registry = registry;
        this.engine = engine;
        this.tests = tests;
        this.receipts = receipts;
        this.report = report;
        this.again = again;
        this.say = say;
    }

    /**
     * Tests.
     *
     * @param plan the images
     * @param pushed whether the {@code -dev} image in the registry is tested, or the platform images in the local engine
     * @return how each selected platform's tests ended, in the plan's order
     * @throws ai.gpustack.runner.source.InvalidInput if a smoke-test file can't be understood; nothing was tested then
     */
    public List<PlatformTest> run(Plan plan, boolean pushed) {
        plan.images().forEach(image -> file(image)); // all of them are understood before the first is used
        var results = new ArrayList<PlatformTest>();
        for (RunnerImage image : plan.images()) {
            Optional<Manifest> dev = pushed ? registry.manifest(image.devReference()) : Optional.empty();
            Optional<String> pulled = dev.map(manifest -> at(image, manifest).toString())
                    .filter(reference -> engine.image(reference).isEmpty());
            for (PlatformImage platformImage : image.selected()) {
                PlatformTest result = pushed ? pushed(image, platformImage, dev) : loaded(image, platformImage);
                report.image(image.reference().toString(), entry -> entry.with(result));
                say.accept(result.sentence());
                results.add(result);
            }
            // Hundreds of images that were pulled only to be tested would fill the engine's disk.
            pulled.ifPresent(engine::remove);
        }
        return List.copyOf(results);
    }

    /**
     * Says what {@link #run} would do, and does nothing.
     *
     * @param plan the images
     * @param pushed whether the {@code -dev} image in the registry would be tested
     */
    public void dryRun(Plan plan, boolean pushed) {
        for (RunnerImage image : plan.images()) {
            String checks = file(image)
                    .map(f -> Count.of(f.size(), "check") + " of " + testFile(image))
                    .orElse("nothing: there is no " + testFile(image));
            image.selected()
                    .forEach(p -> say.accept("would test " + (pushed ? image.devReference() : p.reference()) + " on "
                            + p.platform() + " with " + checks));
        }
    }

    private Optional<SmokeTestFile> file(RunnerImage image) {
        Path path = pack.testFile(image.name().backend(), image.name().service());
        return files.computeIfAbsent(
                path, p -> Files.exists(p) ? Optional.of(SmokeTestReader.read(p, pack.shown(p))) : Optional.empty());
    }

    private String testFile(RunnerImage image) {
        return pack.shown(pack.testFile(image.name().backend(), image.name().service()));
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
                            + "; run runner:manifest");
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
                    reference + " isn't tested: the engine doesn't have it; run runner:build");
        }
        if (!platformImage.id().equals(loaded.get().config().labels().get(Definition.ID))) {
            return untested(
                    platformImage,
                    StepState.WITHHELD,
                    reference + " isn't tested: what the engine has isn't what the plan asks for; run runner:build");
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
        Optional<SmokeTestFile> file = file(image);
        if (file.isEmpty()) {
            return untested(
                    platformImage,
                    StepState.WITHHELD,
                    subject.image() + " isn't tested: there is no " + testFile(image)
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
            outcome = tests.test(subject, file.get(), check -> say.accept(said(subject, check)));
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
