package ai.gpustack.runner.build;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Follows what the targets of one bake are doing, and decides when the bake is to be ended because nothing in it but what hangs can go on. One
 * target can't be ended alone: a signal aborts its neighbours too (measured, buildx 0.38.2). So those that hang are left until their healthy
 * neighbours are done. Safe for several threads.
 */
final class Overdue {

    /**
     * How long nothing is heard of a bake, at most, until it is ended for images that nothing runs for. Most of those have failed without a
     * step, which bake tells only at its end, and before that it still gets attestations and writes its metadata.
     */
    static final Duration SILENCE = Duration.ofMinutes(1);

    /** A target that has begun. */
    private static final class Target {

        private final long since;
        /** Its steps that are running, in the order in which they began. */
        private final Set<String> running = new LinkedHashSet<>();

        private boolean isExported;
        private boolean hasFailed;

        Target(long since) {
            this.since = since;
        }

        /** One that is where it belongs may be, too: in writing its cache. */
        boolean isAtWork() {
            return !running.isEmpty();
        }
    }

    private final int targets;
    private final Optional<Duration> limit;
    private final int parallel;
    private final LongSupplier nanos;
    private final Map<String, Target> begun = new HashMap<>();
    private long heardLast;
    private long begunLast;
    private boolean isOver;
    private Set<String> hung = Set.of();

    /**
     * A bake that begins.
     *
     * @param targets how many targets it has
     * @param limit how long one may take; empty for as long as it likes
     * @param parallel how many are built at a time
     * @param nanos the time, in nanoseconds, by a clock that nobody sets
     */
    Overdue(int targets, Optional<Duration> limit, int parallel, LongSupplier nanos) {
        this.targets = targets;
        this.limit = limit;
        this.parallel = parallel;
        this.nanos = nanos;
        this.heardLast = nanos.getAsLong();
        this.begunLast = heardLast;
    }

    /** A step began, or goes on; returns whether the target has begun with it. */
    synchronized boolean runs(String target, String step) {
        heard();
        boolean isFirst = !begun.containsKey(target);
        of(target).running.add(step);
        return isFirst;
    }

    /** A step ended. */
    synchronized void ended(String target, String step) {
        heard();
        // What a bake that is ended for what hangs gives up was running: it is told as that.
        if (hung.isEmpty() && begun.containsKey(target)) {
            begun.get(target).running.remove(step);
        }
    }

    /** A target is where it belongs. */
    synchronized void exported(String target) {
        heard();
        of(target).isExported = true;
    }

    /** A target failed: nothing of it goes on. */
    synchronized void failed(String target) {
        heard();
        of(target).hasFailed = true;
    }

    private Target of(String name) {
        return begun.computeIfAbsent(name, target -> {
            begunLast = heardLast;
            return new Target(heardLast);
        });
    }

    /** Something was heard of the bake. */
    synchronized void heard() {
        heardLast = nanos.getAsLong();
    }

    /** The bake has come to its end: nothing hangs any more. */
    synchronized void isOver() {
        isOver = true;
    }

    /** {@return whether the bake is to be ended now, for what {@link #hung} says from here on; true once at most} */
    synchronized boolean endsBake() {
        if (isOver || !hung.isEmpty()) {
            return false;
        }
        Set<String> open = open();
        if (open.isEmpty() || !open.stream().allMatch(target -> isPast(begun.get(target).since))) {
            return false;
        }
        Set<String> atWork =
                open.stream().filter(target -> begun.get(target).isAtWork()).collect(Collectors.toUnmodifiableSet());
        if (atWork.isEmpty()) {
            hung = isSilent() ? open : Set.of();
        } else if (begun.size() == targets || atWork.size() >= parallel || isFull(open.size())) {
            hung = atWork;
        }
        return !hung.isEmpty();
    }

    /** Those that may hang. Of one that failed BuildKit ends what still runs: it counts only where there is no other. */
    private Set<String> open() {
        Set<String> open = those(target -> !target.hasFailed && (!target.isExported || target.isAtWork()));
        return open.isEmpty() && isSilent() ? those(target -> target.hasFailed && target.isAtWork()) : open;
    }

    private Set<String> those(Predicate<Target> isSo) {
        return begun.entrySet().stream()
                .filter(target -> isSo.test(target.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A builder that has a limit of its own tells nothing of steps that wait for one that hangs. */
    private boolean isFull(int late) {
        return late >= parallel && isLonger(begunLast);
    }

    private boolean isPast(long since) {
        return limit.filter(most -> nanos.getAsLong() - since > most.toNanos()).isPresent();
    }

    private boolean isSilent() {
        return isLonger(heardLast);
    }

    private boolean isLonger(long since) {
        long most = limit.filter(time -> time.compareTo(SILENCE) < 0)
                .orElse(SILENCE)
                .toNanos();
        return nanos.getAsLong() - since > most;
    }

    /** Whether the bake was ended for what hung in it. */
    synchronized boolean hasEndedBake() {
        return !hung.isEmpty();
    }

    /** Whether the bake was ended because this target, among others, hung. */
    synchronized boolean hung(String target) {
        return hung.contains(target);
    }

    /** Whether a step of a target failed while the bake hadn't been ended. */
    synchronized boolean hasFailed(String target) {
        return begun.containsKey(target) && begun.get(target).hasFailed;
    }

    /** Whether a target is where it belongs. */
    synchronized boolean isExported(String target) {
        return begun.containsKey(target) && begun.get(target).isExported;
    }

    /** Whether a step is running, or was when the bake was ended for what hung. */
    synchronized boolean runsAnywhere(Predicate<String> step) {
        return begun.values().stream()
                .flatMap(target -> target.running.stream())
                .anyMatch(step);
    }

    /** The step of a target that began last of those that are running, or were when the bake was ended for what hung. */
    synchronized Optional<String> runningLast(String target) {
        return Optional.ofNullable(begun.get(target))
                .map(one -> List.copyOf(one.running))
                .filter(steps -> !steps.isEmpty())
                .map(steps -> steps.get(steps.size() - 1));
    }
}
