package ai.gpustack.runner.build;

import ai.gpustack.runner.buildx.BakeListener;
import ai.gpustack.runner.plan.PlatformImage;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Watches a bake: writes each platform image's log, says what happens (for each image at most one line every ten seconds),
 * and hands over what is exported.
 */
final class BuildObserver implements BakeListener {

    private static final Duration QUIET = Duration.ofSeconds(10);

    /** Takes an image that is where it belongs. */
    @FunctionalInterface
    interface Exported {
        void accept(PlatformImage image, Optional<String> digest, double seconds);
    }

    private final Map<String, PlatformImage> images;
    private final String verb;
    private final BuildLogs logs;
    private final Exported exported;
    private final Consumer<String> say;
    private final Map<String, Long> begun = new HashMap<>();
    private final Map<String, Long> ended = new HashMap<>();
    private final Map<String, Long> lastSaid = new HashMap<>();
    private final Set<String> logged = new HashSet<>();

    BuildObserver(
            Map<String, PlatformImage> images, String verb, BuildLogs logs, Exported exported, Consumer<String> say) {
        this.images = images;
        this.verb = verb;
        this.logs = logs;
        this.exported = exported;
        this.say = say;
    }

    @Override
    public synchronized void started(Set<String> targets, String step) {
        for (String target : targets) {
            String tag = images.get(target).tag();
            long now = System.nanoTime();
            begun.putIfAbsent(tag, now);
            log(tag, step);
            boolean isDue = now - lastSaid.getOrDefault(tag, now - QUIET.toNanos()) >= QUIET.toNanos();
            if (isDue && !step.startsWith("[internal]")) {
                lastSaid.put(tag, now);
                say.accept(tag + ": " + firstLine(step));
            }
        }
    }

    @Override
    public synchronized void printed(Set<String> targets, String line) {
        targets.forEach(target -> log(images.get(target).tag(), "  " + line));
    }

    @Override
    public synchronized void ended(Set<String> targets, String step, String how) {
        targets.forEach(target -> log(images.get(target).tag(), step + ": " + how));
    }

    @Override
    public synchronized void exported(String target, Optional<String> digest) {
        PlatformImage image = images.get(target);
        ended.put(image.tag(), System.nanoTime());
        exported.accept(image, digest, seconds(image.tag()));
        say.accept(String.format(Locale.ROOT, "%s: %s after %.1f s", image.tag(), verb, seconds(image.tag())));
    }

    private void log(String tag, String line) {
        if (logged.add(tag)) {
            logs.begin(tag);
        }
        logs.line(tag, line);
    }

    /** How long an image took so far: from its first step to its export, or to now. */
    synchronized double seconds(String tag) {
        long now = System.nanoTime();
        return (ended.getOrDefault(tag, now) - begun.getOrDefault(tag, now)) / 1e9;
    }

    synchronized boolean hasLog(String tag) {
        return logged.contains(tag);
    }

    synchronized void ended(PlatformImage image) {
        logs.end(image.tag());
    }

    private static String firstLine(String step) {
        String line = step.lines().findFirst().orElse("");
        return line.length() > 100 ? line.substring(0, 99) + "…" : line;
    }
}
