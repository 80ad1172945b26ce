package ai.gpustack.runner.buildx;

import java.util.HashSet;
import java.util.LinkedHashSet;
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
    private String begun = "";
    private boolean hasPushed;
    private boolean hasIndex;
    private Optional<String> digest = Optional.empty();

    /** It begins, or goes on; an export that has ended begins once more. */
    void begins(String when) {
        if (ended && name.equals(EXPORT) && !when.equals(begun)) {
            ended = false;
            startedFor.clear();
            endedFor.clear();
        }
        begun = when;
        started = true;
    }

    /** Whoever said that it was cancelled spoke for one target. */
    void goesOn() {
        if (wasCanceled()) {
            error = "";
        }
    }

    /** It tells a part of itself. */
    void says(String part) {
        hasPushed |= part.startsWith(PUSHING);
        Matcher manifest = MANIFEST.matcher(part);
        if (manifest.matches() && (manifest.group(1) != null || !hasIndex)) {
            digest = Optional.of(manifest.group(2));
            hasIndex = manifest.group(1) != null;
        }
    }

    /**
     * Whether the image is where it belongs, now that this ended without an error.
     *
     * @param pushes whether it is to be pushed
     */
    boolean isAtHome(boolean pushes) {
        return name.equals(EXPORT) && (hasPushed || !pushes);
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
