package ai.gpustack.runner.release;

import ai.gpustack.runner.build.Definition;
import ai.gpustack.runner.engine.ArchivedFile;
import ai.gpustack.runner.engine.Container;
import ai.gpustack.runner.engine.Engine;
import ai.gpustack.runner.engine.Execution;
import ai.gpustack.runner.engine.LoadedImage;
import ai.gpustack.runner.engine.NewContainer;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Output;
import ai.gpustack.runner.release.SmokeTestFile.CommandTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs smoke tests. The image is used as it is: nothing is built on top of it, and file and metadata tests need neither a shell
 * nor a start.
 */
public final class SmokeTests {

    private static final int MOST_CONTENT = 16 << 20;

    private final Engine engine;
    private final Duration commandLimit;

    /**
     * Smoke tests on an engine.
     *
     * @param engine runs the containers
     * @param commandLimit how long a single command may take: container-structure-test's files don't say
     */
    public SmokeTests(Engine engine, Duration commandLimit) {
        this.engine = engine;
        this.commandLimit = commandLimit;
    }

    /**
     * Tests one platform of an image. A registry's image is pulled by its digest.
     *
     * @param subject what is tested
     * @param file what is asked of it
     * @param progress hears of every check as it ends
     * @return the receipt, or why there is none
     * @throws BrokenEnvironment if the engine doesn't answer, or the image isn't there
     */
    public TestOutcome test(Subject subject, SmokeTestFile file, Consumer<Check> progress) {
        Execution execution = engine.execution(subject.platform());
        if (execution instanceof Execution.Impossible impossible) {
            return new TestOutcome.Untestable(subject, impossible.why());
        }
        if (subject.source() == Subject.Source.REGISTRY) {
            engine.pull(subject.reference(), subject.platform());
        }
        LoadedImage image = engine.image(subject.reference(), subject.platform())
                .orElseThrow(() -> new BrokenEnvironment(
                        "the engine has no " + subject.reference() + " for " + subject.platform(),
                        "build it first, with runner:build"));
        Instant started = Instant.now();
        long begin = System.nanoTime();
        List<Check> checks = checks(subject, file, image, progress);
        double seconds = Math.round((System.nanoTime() - begin) / 1e6) / 1e3;
        var receipt = new Receipt(
                Receipt.SCHEMA_VERSION,
                subject.image(),
                subject.digest(),
                subject.platform(),
                image.id(),
                subject.id()
                        .or(() -> Optional.ofNullable(image.config().labels().get(Definition.ID))),
                subject.source(),
                new Receipt.TestFile(file.shown(), file.sha256()),
                checks.stream().allMatch(Check::passed),
                execution instanceof Execution.Emulated,
                engine.machine(),
                started,
                seconds,
                checks);
        return new TestOutcome.Tested(subject, receipt);
    }

    private List<Check> checks(Subject subject, SmokeTestFile file, LoadedImage image, Consumer<Check> progress) {
        var checks = new ArrayList<Check>();
        Consumer<Check> done = check -> {
            checks.add(check);
            progress.accept(check);
        };
        var expansion = new Expansion(image.config().environment());
        for (CommandTest test : file.commands()) {
            done.accept(check(test.name(), Check.Kind.COMMAND, () -> command(subject, file, test, expansion)));
        }
        if (!file.existences().isEmpty() || !file.contents().isEmpty()) {
            files(subject, file, expansion, done);
        }
        file.metadata()
                .ifPresent(test -> done.accept(
                        check("metadata", Check.Kind.METADATA, () -> Expectations.metadata(test, image.config()))));
        for (var test : file.services()) {
            var service = new ServiceRun(engine, subject, test);
            done.accept(check(test.name(), Check.Kind.SERVICE, service::failures));
        }
        return checks;
    }

    private static Check check(String name, Check.Kind kind, Supplier<List<String>> failures) {
        long begin = System.nanoTime();
        return Check.of(name, kind, failures.get(), System.nanoTime() - begin);
    }

    private List<String> command(Subject subject, SmokeTestFile file, CommandTest test, Expansion expansion) {
        var environment = new LinkedHashMap<String, String>();
        file.environment().forEach((key, value) -> environment.put(key, expansion.of(value)));
        test.environment().forEach((key, value) -> environment.put(key, expansion.of(value)));
        if (!test.setup().isEmpty() || !test.teardown().isEmpty()) {
            return withSetup(subject, test, environment, expansion);
        }
        var container = container(subject, environment, expansion.of(test.command()));
        return Expectations.command(test, engine.run(container, commandLimit));
    }

    /** One container for all of it, which idles while the commands are executed in it one after the other. */
    private List<String> withSetup(
            Subject subject, CommandTest test, Map<String, String> environment, Expansion expansion) {
        try (Container container = engine.create(container(subject, environment, List.of("sleep", "86400")))) {
            Optional<String> refusal = container.start();
            if (refusal.isPresent()) {
                return List.of("setup and teardown need 'sleep' in the image, which can't be started: "
                        + Expectations.end(refusal.get()));
            }
            Function<List<String>, Output> run =
                    command -> container.execute(expansion.of(command), Map.of(), commandLimit);
            for (List<String> step : test.setup()) {
                Output output = run.apply(step);
                if (!output.succeeded()) {
                    return List.of("setup " + step + " failed: " + output.lastWords());
                }
            }
            var failures = new ArrayList<>(Expectations.command(test, run.apply(test.command())));
            for (List<String> step : test.teardown()) {
                Output output = run.apply(step);
                if (!output.succeeded()) {
                    failures.add("teardown " + step + " failed: " + output.lastWords());
                }
            }
            return failures;
        }
    }

    private void files(Subject subject, SmokeTestFile file, Expansion expansion, Consumer<Check> done) {
        // It is never started: the command only has to be there for images that name none.
        try (Container container = engine.create(container(subject, Map.of(), List.of("never-started")))) {
            for (var test : file.existences()) {
                done.accept(check(test.name(), Check.Kind.FILE, () -> {
                    Optional<ArchivedFile> found = container.file(expansion.of(test.path()), 0);
                    return Expectations.existence(test, found);
                }));
            }
            for (var test : file.contents()) {
                done.accept(check(test.name(), Check.Kind.CONTENT, () -> {
                    Optional<ArchivedFile> found = container.file(expansion.of(test.path()), MOST_CONTENT);
                    return Expectations.content(test, found);
                }));
            }
        }
    }

    private static NewContainer container(Subject subject, Map<String, String> environment, List<String> command) {
        return new NewContainer(subject.reference(), subject.platform(), environment, false, command, Optional.empty());
    }
}
