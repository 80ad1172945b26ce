package ai.gpustack.runner.release;

import ai.gpustack.runner.plan.RunnerImage;
import ai.gpustack.runner.release.PromotionDecision.Tested.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is to be done about an image's final tag. */
public sealed interface PromotionDecision {

    /**
     * The final tag gets the tested digest.
     *
     * @param digest the digest
     * @param replaced what the tag pointed at before, where it was taken and the move was forced
     */
    record Promote(String digest, Optional<String> replaced) implements PromotionDecision {}

    /**
     * The final tag has this digest already.
     *
     * @param digest the digest
     */
    record Already(String digest) implements PromotionDecision {}

    /**
     * The final tag stays as it is.
     *
     * @param reason why, as a sentence without a full stop
     * @param isUnfinished whether the goals before this one, run once more, may change that
     */
    record Refused(String reason, boolean isUnfinished) implements PromotionDecision {}

    /**
     * All that a decision rests on.
     *
     * @param dev the {@code -dev} index's digest; empty if it isn't there
     * @param children the digests that it names, by platform
     * @param expected the digests under the plan's id tags, by platform; a platform is left out if there is none
     * @param causes why there is none under a platform's id tag; a platform is left out if nobody knows
     * @param released the final tag's digest; empty if it is free
     * @param tests how the {@code -dev} digest's tests ended, by platform; a platform is left out if it wasn't tested
     * @param reason why a taken tag may be moved; empty if it may not
     */
    record State(
            Optional<String> dev,
            Map<String, String> children,
            Map<String, String> expected,
            Map<String, BuildCause> causes,
            Optional<String> released,
            Map<String, Tested> tests,
            Optional<String> reason) {

        private Optional<Tested> tested(String platform) {
            return Optional.ofNullable(tests.get(platform));
        }

        /** Whether all that is missing of some platforms is missing as its build failed. */
        private boolean hasFailed(List<String> platforms) {
            return !platforms.isEmpty()
                    && platforms.stream()
                            .allMatch(platform -> causes.containsKey(platform)
                                    && causes.get(platform).isFailure());
        }

        /** Why a platform isn't there, behind a colon; nothing if nobody knows. */
        private String because(String platform) {
            return causes.containsKey(platform) ? ": " + causes.get(platform) : "";
        }
    }

    /**
     * How a digest's tests on one platform ended.
     *
     * @param verdict whether it may be released by them
     * @param detail why not, as a sentence; empty if it may
     */
    record Tested(Verdict verdict, String detail) {

        /** Whether a digest may be released by its tests. */
        enum Verdict {
            /** It passed all. */
            PASSED,
            /** It failed one. */
            FAILED,
            /** What it was asked isn't what it would be asked now. */
            OUTDATED,
            /** The machine that was to test it can't run the platform. */
            IMPOSSIBLE_HERE
        }
    }

    /**
     * Decides.
     *
     * @param image the image
     * @param state what is there
     * @return what is to be done
     */
    static PromotionDecision of(RunnerImage image, State state) {
        List<String> required = image.platformImages().stream()
                .map(p -> p.platform().toString())
                .toList();
        if (state.dev().isEmpty()) {
            String causes = required.stream()
                    .filter(state.causes()::containsKey)
                    .map(platform -> platform + state.because(platform))
                    .collect(Collectors.joining("; "));
            List<String> missing = required.stream()
                    .filter(platform -> !state.expected().containsKey(platform))
                    .toList();
            return refused(
                    image,
                    "there is no " + image.devReference() + (causes.isEmpty() ? "" : " (" + causes + ")"),
                    !state.hasFailed(missing));
        }
        Map<String, String> stale = stale(required, state);
        if (!stale.isEmpty()) {
            return refused(
                    image,
                    image.devReference() + " isn't what the plan asks for (" + String.join("; ", stale.values()) + ")",
                    !state.hasFailed(List.copyOf(stale.keySet())));
        }
        String digest = state.dev().get();
        if (state.released().equals(state.dev())) {
            return new Already(digest);
        }
        List<String> untested =
                required.stream().filter(p -> !isAnswered(state.tested(p))).toList();
        if (!untested.isEmpty()) {
            return untested(image, digest, untested, state);
        }
        List<String> failed = required.stream()
                .flatMap(p -> state.tested(p).stream()
                        .filter(tested -> tested.verdict() == Verdict.FAILED)
                        .map(tested -> p + ": " + tested.detail()))
                .toList();
        if (!failed.isEmpty()) {
            return refused(image, digest + " failed its tests (" + String.join("; ", failed) + ")", false);
        }
        if (state.released().isPresent() && state.reason().isEmpty()) {
            return refused(
                    image,
                    "the tag is taken by " + state.released().get()
                            + ", and a released tag never moves by itself; to move it, say -Drunner.force -Drunner.reason='…'",
                    false);
        }
        return new Promote(digest, state.released());
    }

    /** Whether tests said something of the digest. */
    private static boolean isAnswered(Optional<Tested> tested) {
        return tested.map(Tested::verdict)
                .filter(verdict -> verdict == Verdict.PASSED || verdict == Verdict.FAILED)
                .isPresent();
    }

    private static Refused untested(RunnerImage image, String digest, List<String> platforms, State state) {
        List<Tested> known =
                platforms.stream().flatMap(p -> state.tested(p).stream()).toList();
        String details =
                known.stream().map(tested -> "; " + tested.detail()).distinct().collect(Collectors.joining());
        boolean isImpossible = known.size() == platforms.size()
                && known.stream().allMatch(tested -> tested.verdict() == Verdict.IMPOSSIBLE_HERE);
        String reason = digest + " wasn't tested on " + String.join(", ", platforms) + details;
        return refused(image, reason, !isImpossible);
    }

    private static Refused refused(RunnerImage image, String reason, boolean isUnfinished) {
        return new Refused(image.reference() + " is not released: " + reason, isUnfinished);
    }

    /** What is wrong with an index, by platform. */
    private static Map<String, String> stale(List<String> required, State state) {
        var stale = new LinkedHashMap<String, String>();
        for (String platform : required) {
            String child = state.children().get(platform);
            String expected = state.expected().get(platform);
            if (child == null) {
                stale.put(platform, "it has no " + platform);
            } else if (expected == null) {
                stale.put(platform, platform + " has changed and isn't built" + state.because(platform));
            } else if (!child.equals(expected)) {
                stale.put(platform, platform + " is " + child + ", not " + expected);
            }
        }
        state.children().keySet().stream()
                .filter(platform -> !required.contains(platform))
                .forEach(platform -> stale.put(platform, "it has " + platform + ", which isn't planned"));
        return stale;
    }
}
