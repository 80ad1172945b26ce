package ai.gpustack.runner.buildx;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A BuildKit vertex. One that exports an image may run twice: since 0.26 BuildKit first puts the image together and then, in a second run of the
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

    String name = "";
    final Set<String> targets = new LinkedHashSet<>();
    final StepOutput output = new StepOutput();
    boolean started;
    boolean ended;
    final Set<String> startedFor = new HashSet<>();
    final Set<String> endedFor = new HashSet<>();
    final Set<String> failedFor = new HashSet<>();
    String error = "";
    /** When tags began to be pushed, and the run that ended last began, as BuildKit writes it. */
    private final List<String> pushes = new ArrayList<>();

    private String endedRun = "";
    private boolean hasIndex;
    private Optional<String> digest = Optional.empty();

    /** A run of it is told of, which began then: an export that has ended begins once more. */
    void runs(String begun) {
        if (ended && name.equals(EXPORT) && !begun.equals(endedRun)) {
            ended = false;
            startedFor.clear();
            endedFor.clear();
        }
        started = true;
    }

    /** The run that began then has ended. */
    void ends(String begun) {
        ended = true;
        endedRun = begun;
    }

    /** Whoever said that it was cancelled spoke for one target. */
    void goesOn() {
        if (wasCanceled()) {
            error = "";
        }
    }

    /** It tells a part of itself, which began then. */
    void says(String part, String begun) {
        if (part.startsWith(PUSHING) && !begun.isEmpty()) {
            pushes.add(begun);
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
     * @param isPushed whether it is to be pushed
     * @param begun when the run began, as BuildKit writes it
     * @param completed when it ended
     */
    boolean isAtHome(boolean isPushed, String begun, String completed) {
        return name.equals(EXPORT)
                && (!isPushed || pushes.stream().anyMatch(push -> isBetween(begun, push, completed)));
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
    Set<String> news(Set<String> told) {
        var news = new HashSet<>(targets);
        news.removeAll(told);
        told.addAll(news);
        return Set.copyOf(news);
    }

    boolean wasCanceled() {
        return Canceled.is(error);
    }
}
