package ai.gpustack.runner.build;

import ai.gpustack.runner.buildx.Buildx;
import ai.gpustack.runner.buildx.Hold;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Interrupted;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Holds the runtime stages that several images of a builder share, where its cache is left aside and not all of them can be begun at once. Builds share
 * a step only while BuildKit holds it for one of them; images that are begun later would run the whole stage again, and come to other layers
 * (measured: 8 images of one stage, 2 at a time, had 4 different ones). So beside the first image another build of the stage alone goes on until
 * the last one is done, and does nothing but that. Whatever becomes of it, images are what they would be without it. Safe for several threads.
 */
final class HeldRuntimes implements AutoCloseable {

    private final Map<String, String> runtimes;
    private final Buildx buildx;
    private final Bakes bakes;
    private final Optional<String> builder;
    private final Map<String, Hold> held = new HashMap<>();

    /**
     * Nothing is held yet.
     *
     * @param runtimes the target of the runtime stage, by each target that shares it
     * @param buildx builds
     * @param bakes makes the commands
     * @param builder the builder; empty for the one that is selected
     */
    HeldRuntimes(Map<String, String> runtimes, Buildx buildx, Bakes bakes, Optional<String> builder) {
        this.runtimes = runtimes;
        this.buildx = buildx;
        this.bakes = bakes;
        this.builder = builder;
    }

    /** A target has begun: what it shares with others that are begun later is held from now on. */
    synchronized void begun(String target) {
        String runtime = runtimes.get(target);
        if (runtime != null
                && !Optional.ofNullable(held.get(runtime)).filter(Hold::isOn).isPresent()) {
            var hold = new Hold();
            held.put(runtime, hold);
            var thread = new Thread(() -> hold(runtime, hold), "runner hold " + runtime);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void hold(String runtime, Hold hold) {
        try {
            buildx.hold(bakes.of(builder, List.of(runtime)), hold);
        } catch (BrokenEnvironment | Interrupted e) {
            // The images need the same, and tell what is wrong.
        }
    }

    /** What hangs in a stage goes on as long as it is held. */
    synchronized void letGo() {
        held.values().forEach(Hold::end);
        held.clear();
    }

    @Override
    public void close() {
        letGo();
    }
}
