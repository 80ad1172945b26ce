package ai.gpustack.runner.build;

import ai.gpustack.runner.buildx.BakeListener;
import ai.gpustack.runner.buildx.CacheStep;
import ai.gpustack.runner.buildx.Canceled;
import ai.gpustack.runner.buildx.LocalRead;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.SourceCheck;
import ai.gpustack.runner.process.Background;
import ai.gpustack.runner.process.Ending;
import ai.gpustack.runner.process.Endings;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Watches one bake: tells the journal what happens, and ends the bake when nothing in it but what hangs can go on. */
final class BakeWatch implements BakeListener, AutoCloseable {

    /** How often it is looked whether images are overdue. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Map<String, PlatformImage> images;
    private final BuilderRounds.Site on;
    private final Collection<String> ofCache;
    private final BuildSettings settings;
    private final Journal journal;
    private final Endings halt;
    private final Steps steps;
    private final SourceCheck sources;
    private final Consumer<PlatformImage> spoil;
    private final Ending ending;
    private final Timer timer = new Timer("runner build timeout", true);
    private final Overdue overdue;
    /** How each step of a target ended last, by the names of both. */
    private final Map<String, Map<String, String>> ends = new HashMap<>();
    /** What was read, by what it is called. */
    private final Map<String, SourceCheck.Reading> readings = new ConcurrentHashMap<>();
    /** The targets whose images aren't what they were planned as; with what marks them, once they have been exported. */
    private final Map<String, Optional<Background<Boolean>>> spoilt = new HashMap<>();

    BakeWatch(
            Map<String, PlatformImage> images,
            BuilderRounds.Site on,
            Collection<String> ofCache,
            BuildSettings settings,
            Journal journal,
            Endings halt,
            Steps steps,
            SourceCheck sources,
            Consumer<PlatformImage> spoil,
            Ending ending) {
        this.images = images;
        this.on = on;
        this.ofCache = ofCache;
        this.settings = settings;
        this.journal = journal;
        this.halt = halt;
        this.steps = steps;
        this.sources = sources;
        this.spoil = spoil;
        this.ending = ending;
        this.overdue = new Overdue(images.size(), settings.timeout(), settings.parallel(), System::nanoTime);
        if (settings.timeout().isPresent()) {
            timer.schedule(
                    new TimerTask() {
                        @Override
                        public void run() {
                            if (overdue.endsBake()) {
                                ending.end();
                            }
                        }
                    },
                    LOOK.toMillis(),
                    LOOK.toMillis());
        }
    }

    /** The bake has come to its end: from here on nothing of it is ended. */
    void isOver() {
        overdue.isOver();
        timer.cancel();
    }

    /** Whether the bake was ended here, for what hung in it. */
    boolean hasEndedBake() {
        return overdue.hasEndedBake();
    }

    /** Whether the bake was ended, for whatever reason. */
    boolean wasEnded() {
        return ending.isAsked();
    }

    /** Whether the bake was ended because this target, among others, hung. */
    boolean hung(String target) {
        return overdue.hung(target);
    }

    /** Whether a step of a target failed while the bake hadn't been ended. */
    boolean hadFailed(String target) {
        return overdue.hasFailed(target);
    }

    /** What a target whose image is where it belongs was still doing when the bake was ended for what hung. */
    Optional<String> cutShort(String target) {
        return overdue.hasEndedBake() && overdue.isExported(target) ? overdue.runningLast(target) : Optional.empty();
    }

    /**
     * Why an image that hung failed.
     *
     * @param target its target
     * @param unfinished what its steps that hadn't ended printed last, by name
     */
    Failure overdue(String target, Map<String, List<String>> unfinished) {
        Duration limit = settings.timeout().orElseThrow();
        Optional<String> step = overdue.runningLast(target);
        return new Failure(
                FailureKind.TIMEOUT,
                step,
                step.flatMap(name -> steps.at(images.get(target), name)),
                "not done after " + limit.toSeconds() + " s (runner.timeout)",
                step.filter(Diagnosis::isAnExport)
                        .filter(export -> overdue.runsAnywhere(CacheStep::writes))
                        .map(export ->
                                "caches hang, too, and hold what BuildKit allows of connections to one registry: mend"
                                        + " the registry, or build with -Drunner.cache=none")
                        .or(() -> Diagnosis.mend(FailureKind.TIMEOUT)),
                step.map(name -> unfinished.getOrDefault(name, List.of())).orElse(List.of()));
    }

    @Override
    public void started(Set<String> targets, String step) {
        for (String target : targets) {
            if (overdue.runs(target, step) && !ofCache.contains(target) && !ending.isAsked()) {
                on.runtimes().begun(target);
            }
            journal.step(images.get(target), on.builder(), step);
        }
    }

    @Override
    public void resumed(Set<String> targets, String step) {
        targets.forEach(target -> overdue.runs(target, step));
    }

    @Override
    public void read(LocalRead read) {
        PlatformImage image = images.get(read.target());
        SourceCheck.Reading reading = readings.compute(
                read.source(),
                (source, earlier) -> read.isFresh() || earlier == null ? now(read.kind(), image) : earlier);
        List<String> changes = journal.isOver(image) ? List.of() : reading.changes(image);
        if (!changes.isEmpty()) {
            synchronized (this) {
                spoilt.put(read.target(), Optional.empty());
            }
            failed(
                    image,
                    new Failure(
                            FailureKind.CHANGED,
                            Optional.of(read.step()),
                            Optional.empty(),
                            "while the build was going on, " + String.join(", ", changes)
                                    + ": it isn't what its id says",
                            Diagnosis.mend(FailureKind.CHANGED),
                            List.of()));
        }
    }

    private SourceCheck.Reading now(LocalRead.Kind kind, PlatformImage image) {
        return switch (kind) {
            case DOCKERFILE -> sources.dockerfile(image);
            case CONTEXT -> sources.context(image);
            case FOLDER -> sources.folders(image);
        };
    }

    /** Whether an image's files weren't what it was planned with. */
    synchronized boolean isSpoilt(String target) {
        return spoilt.containsKey(target);
    }

    /** Sees to it that a spoilt image isn't found by its id, unless that has been done when it was exported. */
    void spoil(String target, boolean isThere) {
        Optional<Background<Boolean>> begun;
        synchronized (this) {
            begun = spoilt.get(target);
        }
        if (begun.isPresent()) {
            begun.get().get();
        } else if (isThere) {
            spoil.accept(images.get(target));
        }
    }

    /** It can't be built, whatever is tried. */
    private void failed(PlatformImage image, Failure failure) {
        journal.failed(image, failure);
        if (settings.failFast()) {
            // Not on this thread: it reads what the program that is to end still prints.
            new Thread(halt::call, "runner fail fast").start();
        }
    }

    @Override
    public void printed(Set<String> targets, String line) {
        overdue.heard();
        targets.forEach(target -> journal.line(images.get(target), "  " + line));
    }

    @Override
    public void ended(Set<String> targets, String step, String how) {
        for (String target : targets) {
            overdue.ended(target, step);
            // A look into a cache that took no time is one of several: that is said once.
            if (!how.equals(
                    ends.computeIfAbsent(target, name -> new HashMap<>()).put(step, how))) {
                journal.line(images.get(target), step + ": " + how);
            }
        }
    }

    @Override
    public synchronized void exported(String target, Optional<String> digest) {
        overdue.exported(target);
        on.runtimes().over(target);
        // At once: whoever asks for it meanwhile would find it. Not on this thread, which reads what the others print.
        spoilt.computeIfPresent(
                target,
                (name, none) -> Optional.of(Background.of("mark a spoilt image", () -> {
                    spoil.accept(images.get(name));
                    return true;
                })));
        journal.built(images.get(target), digest);
    }

    @Override
    public void failed(Set<String> targets, String step, String error, List<String> lastLines) {
        if (ending.isAsked() || Canceled.is(error)) {
            return; // ended here, or from outside: not the images' fault
        }
        for (String target : targets) {
            PlatformImage image = images.get(target);
            Failure failure = steps.failure(image, Optional.of(step), error, lastLines);
            overdue.failed(target);
            // What may pass is judged when the bake is over: whether there are attempts left, and whether it is there
            // after all.
            if (!failure.kind().isTransient()) {
                on.runtimes().over(target);
                failed(image, failure);
            }
        }
    }

    @Override
    public void warned(Set<String> targets, String warning) {
        targets.forEach(target -> journal.warned(images.get(target), warning));
    }

    @Override
    public void close() {
        isOver();
    }
}
