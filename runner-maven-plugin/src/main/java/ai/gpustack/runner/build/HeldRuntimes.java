package ai.gpustack.runner.build;

import ai.gpustack.runner.buildx.Bake;
import ai.gpustack.runner.buildx.Buildx;
import ai.gpustack.runner.buildx.Hold;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Interrupted;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Holds the runtime stages that several images of a builder share, where its cache is left aside and not all of them can be begun at once. Builds share
 * a step only while BuildKit holds it for one of them; images that are begun later would run the whole stage again, and come to other layers
 * (measured: 8 images of one stage, 2 at a time, had 4 different ones). So beside the first image another build of the stage alone goes on until
 * the last one is done, and does nothing but that. Whatever becomes of it, images are what they would be without it. Safe for several threads.
 */
final class HeldRuntimes implements AutoCloseable {

    /** A stage that couldn't be held so often isn't tried again: its images tell what is wrong. */
    private static final int MOST = 3;

    /** How long one that ends is waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** A runtime stage. */
    private static final class Held {

        private final String name;
        private final Set<String> waiting = new HashSet<>();
        private Optional<Hold> hold = Optional.empty();
        private int begun;

        Held(String name) {
            this.name = name;
        }
    }

    /** By each target that shares it. */
    private final Map<String, Held> runtimes = new HashMap<>();

    private final Buildx buildx;
    private final Bakes bakes;
    private final Optional<String> builder;
    private final Set<Thread> threads = new HashSet<>();
    private boolean isClosed;

    /**
     * Nothing is held yet.
     *
     * @param shared the target of the runtime stage, by each target that shares it
     * @param buildx builds
     * @param bakes makes the commands
     * @param builder the builder; empty for the one that is selected
     */
    HeldRuntimes(Map<String, String> shared, Buildx buildx, Bakes bakes, Optional<String> builder) {
        this.buildx = buildx;
        this.bakes = bakes;
        this.builder = builder;
        var byName = new HashMap<String, Held>();
        shared.forEach((target, name) -> {
            Held runtime = byName.computeIfAbsent(name, Held::new);
            runtime.waiting.add(target);
            runtimes.put(target, runtime);
        });
    }

    private Stream<Held> all() {
        return runtimes.values().stream().distinct();
    }

    /** {@return what is baked to hold them, each by itself} */
    List<Bake> bakes() {
        return all().map(runtime -> runtime.name).sorted().map(this::bake).toList();
    }

    private Bake bake(String runtime) {
        return bakes.of(builder, List.of(runtime));
    }

    /** A target has begun in a bake: what it shares with others is held from now on, unless it is already. */
    synchronized void begun(String target) {
        Held runtime = runtimes.get(target);
        if (runtime == null || isClosed) {
            return;
        }
        boolean isLast = Set.of(target).containsAll(runtime.waiting);
        if (isLast || runtime.begun == MOST || runtime.hold.filter(Hold::isOn).isPresent()) {
            return;
        }
        var hold = new Hold();
        runtime.hold = Optional.of(hold);
        runtime.begun++;
        begin(() -> hold(runtime.name, hold), "hold " + runtime.name);
    }

    private void hold(String name, Hold hold) {
        try {
            buildx.hold(bake(name), hold);
        } catch (BrokenEnvironment | Interrupted | UncheckedIOException e) {
            // The images need the same, and tell what is wrong.
        }
    }

    /** A target doesn't need it any more: it is built, or can't be. */
    synchronized void over(String target) {
        Held runtime = runtimes.get(target);
        if (runtime != null && runtime.waiting.remove(target) && runtime.waiting.isEmpty()) {
            end(runtime);
        }
    }

    /** A bake was ended for what hung in it: a stage that isn't made may be what hangs, and would go on as long as it is held. */
    synchronized void letGo() {
        all().filter(runtime -> runtime.hold.filter(Predicate.not(Hold::isMade)).isPresent())
                .forEach(this::end);
    }

    /** Not on this thread: programs take their time to end. */
    private void end(Held runtime) {
        runtime.hold.ifPresent(hold -> begin(hold::end, "end a hold"));
        runtime.hold = Optional.empty();
    }

    private void begin(Runnable what, String name) {
        var thread = new Thread(what, "runner " + name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    @Override
    public void close() {
        List<Thread> all;
        synchronized (this) {
            isClosed = true;
            all().forEach(this::end);
            all = List.copyOf(threads);
        }
        try {
            for (Thread thread : all) {
                thread.join(PATIENCE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
