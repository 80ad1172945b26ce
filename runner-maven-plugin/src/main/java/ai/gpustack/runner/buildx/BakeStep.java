package ai.gpustack.runner.buildx;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A BuildKit vertex. Targets that need the same share it, but each is told of it by itself: one may fail with it or give it up while it goes on for
 * another, and what is done quickly (a look at a base image) is done for each.
 *
 * <p>It may run several times for one target (solver/jobs.go): a base image or a context is asked for in the cache first, and then pulled or
 * sent. An export does since BuildKit 0.26, which first puts the image together and then, in a second run of the same vertex, pushes it
 * (solver/llbsolver/solver.go, finalizers; an engine's BuildKit of 0.25 does both in one). An image that isn't pushed is where it belongs at
 * the end of the first. And one that failed for a target runs anew for another that needs it later.
 */
final class BakeStep {

    /** With attestations the tags point at an index, which is exported last. */
    private static final Pattern MANIFEST = Pattern.compile("exporting manifest (list )?(sha256:[0-9a-f]{64})");
    /** Printed for each tag, after its layers (util/push/push.go). */
    private static final String PUSHING = "pushing manifest for ";
    /** To the engine that the builder is part of, or to a registry; into an archive, which an engine has still to load, is another one. */
    private static final String EXPORT = "exporting to image";

    /** The step as one target is told of it. */
    private static final class Told {

        private boolean isRunning;
        /** Whether the target was told by itself; else it follows what others are told. */
        private boolean isTold;
        /** When the run began that ended last, as BuildKit writes it; times of one run differ between targets (buildx, progress.ResetTime). */
        private Optional<String> endedRun = Optional.empty();

        private boolean hasSucceeded;
        /** What it failed with, or that it was given up. */
        private Optional<String> error = Optional.empty();
        /** What the run prints that it was told of last; empty until it has begun. */
        private Optional<StepOutput> output = Optional.empty();

        boolean hasEnded(String run) {
            return endedRun.filter(run::equals).isPresent();
        }

        boolean hears(StepOutput run) {
            return output.filter(own -> own == run).isPresent();
        }
    }

    private final Map<String, Told> told = new LinkedHashMap<>();
    /** When tags began to be pushed, as BuildKit writes it. */
    private final List<String> pushesBegan = new ArrayList<>();

    private String name = "";
    private StepOutput output = new StepOutput();
    private boolean hasIndex;
    private Optional<String> digest = Optional.empty();

    /** It is told of under this name; for these targets, too. */
    void named(String called, Set<String> forTargets) {
        name = called;
        forTargets.forEach(target -> told.computeIfAbsent(target, t -> new Told()));
    }

    String name() {
        return name;
    }

    /** The targets that have been told of it. */
    Set<String> targets() {
        return Set.copyOf(told.keySet());
    }

    /**
     * What becomes of it at once for several targets.
     *
     * @param first those that it begins for
     * @param again those that it had begun and ended for already
     */
    record Beginning(Set<String> first, Set<String> again) {}

    /**
     * A run of it is told of to a target: with it, it begins for those that need it and are told nothing. Those may have no steps but such, and
     * count as begun.
     *
     * @param target whom it was told; empty where it is told without a name
     * @param run when the run began, as BuildKit writes it
     * @param lines takes the end of what an earlier run printed
     * @return whom that is news for
     */
    Beginning runs(Optional<String> target, String run, Consumer<String> lines) {
        Set<String> news = with(target, t -> !t.isRunning && !t.hasEnded(run));
        target.map(told::get).ifPresent(t -> t.isTold = true);
        if (!news.isEmpty() && !isRunning()) {
            // Another run: those before keep what theirs printed.
            output.flush(lines);
            output = new StepOutput();
        }
        var first = new HashSet<String>();
        for (String one : news) {
            Told t = told.get(one);
            if (t.output.isEmpty()) {
                first.add(one);
            }
            t.isRunning = true;
            t.output = Optional.of(output);
        }
        var again = new HashSet<>(news);
        again.removeAll(first);
        return new Beginning(first, again);
    }

    /**
     * A run of it has ended well for a target, and for those that need it and are told nothing.
     *
     * @param target whom it was told; empty where it is told without a name
     * @param run when the run began
     * @return whom that is news for
     */
    Set<String> succeeds(Optional<String> target, String run) {
        Set<String> news = with(target, t -> t.isRunning && (run.isEmpty() || !t.hasEnded(run)));
        for (String one : news) {
            told.get(one).isRunning = false;
            told.get(one).endedRun = Optional.of(run);
        }
        target.map(told::get).ifPresent(t -> {
            t.hasSucceeded = true;
            t.error = Optional.empty();
        });
        if (!news.isEmpty()
                && !isRunning()
                && told.values().stream().noneMatch(t -> t.error.isPresent() && t.hears(output))) {
            output.forget();
        }
        return news;
    }

    /** Of a target and those that follow what others are told, those that something is so for. */
    private Set<String> with(Optional<String> target, Predicate<Told> isSo) {
        return told.entrySet().stream()
                .filter(one -> target.filter(one.getKey()::equals).isPresent() || !one.getValue().isTold)
                .filter(one -> isSo.test(one.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private boolean isRunning() {
        return told.values().stream().anyMatch(t -> t.isRunning);
    }

    /**
     * It failed for a target, or isn't needed for it any more.
     *
     * @param target the target
     * @param error what BuildKit says
     * @return whether that is news
     */
    boolean fails(String target, String error) {
        Told t = told.get(target);
        if (t.error.isPresent() && (Canceled.is(error) || !Canceled.is(t.error.get()))) {
            return false;
        }
        t.error = Optional.of(error);
        return true;
    }

    /** A run that failed has ended for a target; returns whether that is news. */
    boolean endsFor(String target, String run) {
        Told t = told.get(target);
        boolean isNews = t.isRunning || !t.hasEnded(run);
        t.isRunning = false;
        t.endedRun = Optional.of(run);
        return isNews;
    }

    /** What it failed with for a target, or that it was given up; empty if it did neither. */
    Optional<String> error(String target) {
        return Optional.ofNullable(told.get(target)).flatMap(t -> t.error);
    }

    /** What it failed with for others, if a target needs it and hasn't been told how it ended. */
    Optional<String> errorOfOthers(String target) {
        return Optional.ofNullable(told.get(target))
                        .filter(t -> !t.hasSucceeded && t.error.isEmpty())
                        .isPresent()
                ? told.values().stream()
                        .flatMap(t -> t.error.stream())
                        .filter(error -> !Canceled.is(error))
                        .findFirst()
                : Optional.empty();
    }

    /** Whether it had begun, and hadn't ended by itself, for a target. */
    boolean isUnfinished(String target) {
        return Optional.ofNullable(told.get(target))
                .filter(t -> t.output.isPresent())
                .filter(t -> t.error.map(Canceled::is).orElse(t.isRunning))
                .isPresent();
    }

    /** It prints. */
    void prints(byte[] piece, Consumer<String> lines) {
        output.add(piece, lines);
    }

    /** Nothing is printed any more: what has no end is a line, too. */
    void hasPrinted(Consumer<String> lines) {
        output.flush(lines);
    }

    /** The targets that what it prints now is printed for: those that had an earlier run have heard theirs. */
    Set<String> listeners() {
        Set<String> listeners = told.entrySet().stream()
                .filter(one -> one.getValue().hears(output))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
        return listeners.isEmpty() ? targets() : listeners;
    }

    /** What it printed last, in the run that a target was told of last. */
    List<String> lastLines(String target) {
        return Optional.ofNullable(told.get(target))
                .flatMap(t -> t.output)
                .orElse(output)
                .lastLines();
    }

    /** It tells a part of itself, which began then. */
    void says(String part, String begun) {
        if (part.startsWith(PUSHING) && !begun.isEmpty()) {
            pushesBegan.add(begun);
        }
        Matcher manifest = MANIFEST.matcher(part);
        if (manifest.matches() && (manifest.group(1) != null || !hasIndex)) {
            digest = Optional.of(manifest.group(2));
            hasIndex = manifest.group(1) != null;
        }
    }

    /**
     * Whether the image is where it belongs after a run of this that ended without an error. What is told at once may be of both runs, so
     * times decide which of them pushed.
     *
     * @param pushes whether it is to be pushed
     * @param begun when the run began, as BuildKit writes it
     * @param completed when it ended
     */
    boolean isAtHome(boolean pushes, String begun, String completed) {
        return name.equals(EXPORT)
                && (!pushes || pushesBegan.stream().anyMatch(push -> isBetween(begun, push, completed)));
    }

    private static boolean isBetween(String first, String time, String last) {
        try {
            Instant between = Instant.parse(time);
            return !between.isBefore(Instant.parse(first)) && !between.isAfter(Instant.parse(last));
        } catch (DateTimeParseException e) {
            return false; // bake's end will tell
        }
    }

    /** The digest of what was exported, as far as it was told. */
    Optional<String> digest() {
        return digest;
    }
}
