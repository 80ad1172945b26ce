package ai.gpustack.runner.build;

import ai.gpustack.runner.buildx.Bake;
import ai.gpustack.runner.buildx.BakeEnd;
import ai.gpustack.runner.buildx.Buildx;
import ai.gpustack.runner.buildx.CacheStep;
import ai.gpustack.runner.buildx.TargetResult;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.SourceCheck;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Ending;
import ai.gpustack.runner.process.Endings;
import ai.gpustack.runner.process.Parallel;
import ai.gpustack.runner.registry.Registry;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Builds images on one builder, in rounds: a first bake of all, then one of those whose failure may pass, until none is left or
 * the attempts are used up. Each image ends in the journal.
 */
final class BuilderRounds {

    private final Buildx buildx;
    private final Destination destination;
    private final Waits waits;
    private final BuildSettings settings;
    private final Journal journal;
    private final Endings halt;
    private final Steps steps;
    private final SourceCheck sources;
    private final Bakes bakes;
    private final Site on;

    /**
     * Where images are built.
     *
     * @param builder the builder; empty for the one that is selected
     * @param isReplicated whether each bake may come to another machine
     * @param runtimes holds what images share
     */
    record Site(Optional<String> builder, boolean isReplicated, HeldRuntimes runtimes) {}

    /**
     * The rounds of one builder.
     *
     * @param buildx builds
     * @param destination is asked before an image is built again whether it is there after all
     * @param registry is asked how long registries are to be left alone
     * @param settings how it is built
     * @param journal takes what happens
     * @param halt ends everything, when the first failure is to
     * @param steps finds the line that a step comes from
     * @param sources tells whether an image's files changed before they were read
     * @param bakes makes the commands
     * @param on the builder
     */
    BuilderRounds(
            Buildx buildx,
            Destination destination,
            Supplier<Registry> registry,
            BuildSettings settings,
            Journal journal,
            Endings halt,
            Steps steps,
            SourceCheck sources,
            Bakes bakes,
            Site on) {
        this.buildx = buildx;
        this.destination = destination;
        this.waits = new Waits(settings.retries(), registry);
        this.settings = settings;
        this.journal = journal;
        this.halt = halt;
        this.steps = steps;
        this.sources = sources;
        this.bakes = bakes;
        this.on = on;
    }

    /** Builds targets. All in one bake where buildx goes on after a failure; else each in one of its own. */
    void run(Map<String, PlatformImage> targets) {
        if (buildx.bakesMany()) {
            rounds(targets);
        } else {
            eachAlone(targets);
        }
    }

    private void eachAlone(Map<String, PlatformImage> targets) {
        if (!targets.isEmpty()) {
            Parallel.map(List.copyOf(targets.entrySet()), settings.parallel(), target -> {
                rounds(Map.of(target.getKey(), target.getValue()));
                return target;
            });
        }
    }

    private void rounds(Map<String, PlatformImage> targets) {
        Map<String, PlatformImage> open = targets;
        Set<String> onlyToExport = Set.of();
        while (!open.isEmpty() && !halt.isCalled()) {
            Round round = bake(open, onlyToExport);
            Left left = round.left();
            onlyToExport = left.onlyToExport;
            eachAlone(left.alone);
            if (left.again.isEmpty() || halt.isWhole(round.pause(), "wait before the next attempt")) {
                open = withoutThoseThatAreThere(left.again);
                open.putAll(left.notBegun);
            } else if (halt.isCalled()) {
                open = left.open();
            } else {
                left.again.values().forEach(journal::notTriedAgain);
                left.notBegun.values().forEach(image -> journal.givenUp(image, Journal.NOT_BEGUN));
                return;
            }
        }
        open.values().forEach(image -> journal.givenUp(image, Verdict.HALTED));
    }

    /**
     * What a round leaves to be done.
     *
     * @param left the images
     * @param pause how long to wait before the next round
     */
    private record Round(Left left, Duration pause) {}

    private Round bake(Map<String, PlatformImage> open, Set<String> onlyToExport) {
        List<String> ofCache = ofCache(open, onlyToExport);
        Bake bake = bakes.of(on.builder(), List.copyOf(open.keySet()), ofCache);
        var ending = new Ending();
        try (var watch =
                new BakeWatch(open, on, ofCache, settings, journal, halt, steps, sources, this::spoil, ending)) {
            halt.add(ending);
            BakeEnd end = buildx.bake(bake, watch, ending);
            watch.isOver();
            halt.remove(ending);
            if (watch.hasEndedBake()) {
                on.runtimes().letGo();
            }
            return judged(open, onlyToExport, end, watch);
        }
    }

    /**
     * What is built anew whatever the builder has isn't built anew a second time, for a push that failed. Of two results of one step,
     * the builder takes the newer one, which this run has made (BuildKit solver/edge.go, getBestResult; tried).
     */
    private List<String> ofCache(Map<String, PlatformImage> open, Set<String> onlyToExport) {
        // Another machine's newest result may be an old one.
        return open.entrySet().stream()
                .filter(target -> !on.isReplicated() && onlyToExport.contains(target.getKey()))
                .filter(target -> Definition.isCacheLeftAside(target.getValue(), settings))
                .map(Map.Entry::getKey)
                .toList();
    }

    private Round judged(Map<String, PlatformImage> open, Set<String> exportsBefore, BakeEnd end, BakeWatch watch) {
        var left = new Left(exportsBefore);
        var words = new BakeFailures(steps, end);
        open.forEach((target, image) -> {
            TargetResult result = end.results().get(target);
            if (watch.isSpoilt(target)) {
                // What a forced build didn't bring there is there from an earlier one.
                watch.spoil(target, result instanceof TargetResult.Built || !settings.force());
            } else if (journal.isOver(image)) {
                supplement(target, image, end, watch);
            } else {
                var circumstances = new Verdict.Circumstances(
                        end(watch),
                        watch.hung(target),
                        watch.hadFailed(target),
                        journal.attempts(image) >= settings.retries().most(),
                        end.lastUnfinished(target));
                Verdict verdict = Verdict.of(
                        result,
                        circumstances,
                        () -> watch.overdue(target, end.unfinished().getOrDefault(target, Map.of())),
                        () -> words.of(target, image, result));
                carryOut(verdict, target, image, left);
            }
        });
        var bases = new LinkedHashMap<PlatformImage, Map<String, String>>();
        open.forEach((target, image) ->
                Optional.ofNullable(end.bases().get(target)).ifPresent(resolved -> bases.put(image, resolved)));
        journal.basedOn(bases);
        Duration pause = waits.before(left.failures, journal::attempts);
        left.failures.forEach((image, failure) -> journal.retrying(image, failure, pause));
        return new Round(left, pause);
    }

    /** What is known of an image only when the bake is over, which had its end in the journal before. */
    private void supplement(String target, PlatformImage image, BakeEnd end, BakeWatch watch) {
        if (end.results().get(target) instanceof TargetResult.Failed failed
                && failed.step().isPresent()) {
            journal.printedLast(image, failed.lastLines());
        }
        Optional<String> cutShort = watch.cutShort(target);
        if (cutShort.isPresent()) {
            journal.warned(image, cutShort.get() + " was ended (runner.timeout)");
        } else {
            // The builder was lost, say, when the image was where it belongs.
            end.unfinished().getOrDefault(target, Map.of()).keySet().stream()
                    .filter(CacheStep::writes)
                    .forEach(step -> journal.warned(image, step + " didn't come to its end"));
        }
    }

    private void carryOut(Verdict verdict, String target, PlatformImage image, Left left) {
        if (verdict instanceof Verdict.Built built) {
            journal.built(image, built.digest());
        } else if (verdict instanceof Verdict.Failed failed) {
            failed(image, failed.failure());
        } else if (verdict instanceof Verdict.GivenUp givenUp) {
            journal.givenUp(image, givenUp.reason());
        } else if (verdict instanceof Verdict.BeginsAnew) {
            journal.waitsForItsTurn(image);
            left.notBegun.put(target, image);
        } else if (verdict instanceof Verdict.AskedAlone) {
            journal.asksAlone(image);
            left.alone.put(target, image);
        } else if (verdict instanceof Verdict.TriedAgain next) {
            left.again(target, image, next.failure());
        }
    }

    /** What a bake leaves to be done, as it is found out image by image. */
    private static final class Left {

        /** Those of all whose steps have all been done. */
        private final Set<String> onlyToExport;
        /** Those that failed and are tried again, after the wait. */
        private final Map<String, PlatformImage> again = new LinkedHashMap<>();
        /** Those whose turn didn't come. */
        private final Map<String, PlatformImage> notBegun = new LinkedHashMap<>();
        /** Those that have to be built in a bake of their own, to be told what they fail for. */
        private final Map<String, PlatformImage> alone = new LinkedHashMap<>();

        private final Map<PlatformImage, Failure> failures = new LinkedHashMap<>();

        Left(Set<String> exportsBefore) {
            onlyToExport = new HashSet<>(exportsBefore);
        }

        void again(String target, PlatformImage image, Failure failure) {
            failures.put(image, failure);
            again.put(target, image);
            if (failure.failedToExport()) {
                onlyToExport.add(target);
            }
        }

        Map<String, PlatformImage> open() {
            var open = new LinkedHashMap<>(again);
            open.putAll(notBegun);
            return open;
        }
    }

    private Verdict.End end(BakeWatch watch) {
        if (watch.hasEndedBake()) {
            return Verdict.End.FOR_WHAT_HUNG;
        }
        if (halt.isCalled()) {
            return Verdict.End.FOR_A_FAILURE;
        }
        return watch.wasEnded() ? Verdict.End.FROM_OUTSIDE : Verdict.End.BY_ITSELF;
    }

    /** It went to where it belongs under an id that isn't its own. */
    private void spoil(PlatformImage image) {
        try {
            destination.spoil(image);
        } catch (BrokenEnvironment e) {
            journal.warned(
                    image,
                    "it couldn't be marked as spoilt, and would be found as up to date if the change were undone; then build with"
                            + " -Drunner.force: " + e.what());
        }
    }

    private void failed(PlatformImage image, Failure failure) {
        journal.failed(image, failure);
        if (settings.failFast()) {
            halt.call();
        }
    }

    /** A push may have succeeded though its answer was lost. */
    private Map<String, PlatformImage> withoutThoseThatAreThere(Map<String, PlatformImage> targets) {
        var missing = new LinkedHashMap<>(targets);
        if (settings.force()) {
            return missing;
        }
        var isUnwell = new AtomicBoolean();
        Parallel.map(List.copyOf(targets.entrySet()), Survey.QUESTIONS, target -> {
            digest(target.getValue(), isUnwell).ifPresent(digest -> {
                journal.built(target.getValue(), Optional.of(digest));
                synchronized (missing) {
                    missing.remove(target.getKey());
                }
            });
            return target;
        });
        return missing;
    }

    /** One that couldn't be asked isn't asked for all the others, which takes its time: the next attempt will tell. */
    private Optional<String> digest(PlatformImage image, AtomicBoolean isUnwell) {
        if (isUnwell.get() || halt.isCalled()) {
            return Optional.empty();
        }
        try {
            Destination.Existing there = destination.existing(image);
            return there instanceof Destination.Existing.UpToDate same ? Optional.of(same.digest()) : Optional.empty();
        } catch (BrokenEnvironment e) {
            isUnwell.set(true);
            return Optional.empty();
        }
    }
}
