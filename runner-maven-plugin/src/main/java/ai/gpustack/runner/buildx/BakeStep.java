package ai.gpustack.runner.buildx;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A BuildKit vertex. Targets that need the same share it, but each is told of it by itself: one may fail with it or give it up while it goes on for
 * another, and what is done quickly (a look at a base image) is done for each.
 *
 * <p>One that exports an image may run twice: since 0.26 BuildKit first puts the image together and then, in a second run of the
 * same vertex, pushes it (solver/llbsolver/solver.go, finalizers; an engine's BuildKit of 0.25 does both in one). An image that
 * isn't pushed is where it belongs at the end of the first.
 */
final class BakeStep {

    /** With attestations the tags point at an index, which is exported last. */
    private static final Pattern MANIFEST = Pattern.compile("exporting manifest (list )?(sha256:[0-9a-f]{64})");
    /** Printed for each tag, after its layers (util/push/push.go). */
    private static final String PUSHING = "pushing manifest for ";
    /** To the engine that the builder is part of, or to a registry; into an archive, which an engine has still to load, is another one. */
    private static final String EXPORT = "exporting to image";

    private final Set<String> targets = new LinkedHashSet<>();
    private final StepOutput output = new StepOutput();
    private final Set<String> startedFor = new HashSet<>();
    private final Set<String> endedFor = new HashSet<>();
    /** What it failed with, or that it was given up, by target. */
    private final Map<String, String> errors = new HashMap<>();

    private final Set<String> succeededFor = new HashSet<>();
    /** When tags began to be pushed, as BuildKit writes it. */
    private final List<String> pushesBegan = new ArrayList<>();

    private String name = "";
    private boolean hasStarted;
    private boolean hasEnded;
    /** When the run began that ended last, as BuildKit writes it. */
    private String endedRun = "";

    private boolean hasIndex;
    private Optional<String> digest = Optional.empty();

    /** It is told of under this name; for these targets, too. */
    void named(String called, Set<String> forTargets) {
        name = called;
        targets.addAll(forTargets);
    }

    String name() {
        return name;
    }

    /** The targets that have been told of it. */
    Set<String> targets() {
        return Set.copyOf(targets);
    }

    /** What it printed. */
    StepOutput output() {
        return output;
    }

    /**
     * A run of it is told of: an export that has ended begins once more.
     *
     * @param begun when the run began, as BuildKit writes it
     * @return the targets that haven't been told that it started; a target that comes to it later has begun, too: it may have nothing but
     *     steps that others need
     */
    Set<String> runs(String begun) {
        if (hasEnded && name.equals(EXPORT) && !begun.equals(endedRun)) {
            hasEnded = false;
            startedFor.clear();
            endedFor.clear();
        }
        hasStarted = true;
        return news(targets, startedFor);
    }

    /**
     * A run of it has ended well for a target, and so for all that wait for it.
     *
     * @param target whom it was told; empty where it is told without a name
     * @param begun when the run began
     * @return the targets that haven't been told so yet
     */
    Set<String> succeeds(Optional<String> target, String begun) {
        target.ifPresent(one -> {
            errors.remove(one);
            succeededFor.add(one);
        });
        hasEnded = true;
        endedRun = begun;
        return news(targets, endedFor);
    }

    /**
     * It failed for a target, or isn't needed for it any more.
     *
     * @param target the target
     * @param error what BuildKit says
     * @return whether that is news
     */
    boolean fails(String target, String error) {
        String known = errors.get(target);
        if (known != null && (Canceled.is(error) || !Canceled.is(known))) {
            return false;
        }
        errors.put(target, error);
        return true;
    }

    /** A run that failed has ended for a target; returns whether that is news. */
    boolean endsFor(String target) {
        return endedFor.add(target);
    }

    /** Whether it has ended well for anyone since it began last. */
    boolean hasEnded() {
        return hasEnded;
    }

    /** What it failed with for a target, or that it was given up; empty if it did neither. */
    Optional<String> error(String target) {
        return Optional.ofNullable(errors.get(target));
    }

    /** What it failed with for others, if a target needs it and hasn't been told how it ended. */
    Optional<String> errorOfOthers(String target) {
        return targets.contains(target) && !succeededFor.contains(target) && !errors.containsKey(target)
                ? errors.values().stream().filter(error -> !Canceled.is(error)).findFirst()
                : Optional.empty();
    }

    /** Whether it had begun, and hadn't ended by itself, for a target. */
    boolean isUnfinished(String target) {
        return targets.contains(target)
                && hasStarted
                && error(target).map(Canceled::is).orElse(!hasEnded);
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

    /** The targets that something wasn't told for yet; from now on it was. */
    private static Set<String> news(Set<String> targets, Set<String> told) {
        var news = new HashSet<>(targets);
        news.removeAll(told);
        told.addAll(news);
        return Set.copyOf(news);
    }
}
