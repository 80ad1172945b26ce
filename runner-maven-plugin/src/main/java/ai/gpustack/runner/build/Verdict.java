package ai.gpustack.runner.build;

import ai.gpustack.runner.buildx.TargetResult;
import java.util.Optional;
import java.util.function.Supplier;

/** What becomes of an image when the bake that it was in is over. */
sealed interface Verdict {

    /** Why what is ended with everything is given up. */
    String HALTED = "another image failed (runner.failFast)";

    /** It is where it belongs, with this digest, if that is known. */
    record Built(Optional<String> digest) implements Verdict {}

    /** It can't be built. */
    record Failed(Failure failure) implements Verdict {}

    /** It failed for something that may pass, and has attempts left. */
    record TriedAgain(Failure failure) implements Verdict {}

    /** It failed, and buildx told only why another one did. */
    record AskedAlone() implements Verdict {}

    /** Its turn comes in the next bake, as if it hadn't been in this one. */
    record BeginsAnew() implements Verdict {}

    /** It isn't built, through no fault of its own. */
    record GivenUp(String reason) implements Verdict {}

    /** Why a bake came to its end. */
    enum End {
        /** It was done, or gave up by itself. */
        BY_ITSELF,
        /** It was ended for what hung in it. */
        FOR_WHAT_HUNG,
        /** Everything was ended for another image's failure. */
        FOR_A_FAILURE,
        /** Everything was ended from outside: by Ctrl-C, say. */
        FROM_OUTSIDE
    }

    /**
     * What happened beside the result.
     *
     * @param end why the bake came to its end
     * @param hung whether the image was among what hung
     * @param hadFailed whether a step of it had failed before anything was ended
     * @param isLastAttempt whether it isn't tried again
     * @param at the step that it was at
     */
    record Circumstances(End end, boolean hung, boolean hadFailed, boolean isLastAttempt, Optional<String> at) {}

    /**
     * Judges.
     *
     * @param result how the target ended
     * @param when what happened beside it
     * @param lateness makes the failure of what hung
     * @param failure makes the failure of what failed by itself
     */
    static Verdict of(TargetResult result, Circumstances when, Supplier<Failure> lateness, Supplier<Failure> failure) {
        if (result instanceof TargetResult.Built built) {
            return new Built(built.digest());
        }
        if (when.end() == End.FOR_WHAT_HUNG && !when.hadFailed()) {
            return when.hung() ? new Failed(lateness.get()) : new BeginsAnew();
        }
        if (when.end() == End.FROM_OUTSIDE && (!when.hadFailed() || isOfNoStep(result))) {
            // Whatever made buildx give up: its words are about itself, or about another target.
            return new GivenUp(when.at()
                    .map(step -> "the build was interrupted at " + step)
                    .orElse(Journal.NOT_BEGUN));
        }
        if (result instanceof TargetResult.NotStarted notStarted) {
            return new GivenUp(when.end() == End.FOR_A_FAILURE ? HALTED : notStarted.reason());
        }
        if (when.end() == End.FOR_A_FAILURE && isOfNoStep(result)) {
            // Ended before it had come to anything: the words are buildx's, on being ended.
            return new GivenUp(HALTED);
        }
        Failure told = failure.get();
        boolean isLast = when.isLastAttempt();
        if (result instanceof TargetResult.Untold && isToBeAskedAlone(told, isLast)) {
            return new AskedAlone();
        }
        if (!told.kind().isTransient()) {
            return new Failed(told);
        }
        if (when.end() == End.FOR_A_FAILURE) {
            return new GivenUp(HALTED);
        }
        return isLast ? new Failed(told) : new TriedAgain(told);
    }

    /**
     * Whether what an image failed for has to be found out, as bake told only why another one did. Where that is a lost builder, or a network
     * that is tried again anyway, it is this one's reason, too.
     */
    private static boolean isToBeAskedAlone(Failure ofAnother, boolean isLast) {
        return !ofAnother.kind().isTransient() || (isLast && ofAnother.kind() != FailureKind.BUILDER);
    }

    private static boolean isOfNoStep(TargetResult result) {
        return result instanceof TargetResult.Untold
                || (result instanceof TargetResult.Failed failed
                        && failed.step().isEmpty());
    }
}
