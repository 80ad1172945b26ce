package ai.gpustack.runner.release;

import ai.gpustack.runner.plan.RunnerImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
     * @param reason why, and what to do, as a sentence without a full stop
     */
    record Refused(String reason) implements PromotionDecision {}

    /**
     * All that a decision rests on.
     *
     * @param dev the {@code -dev} index's digest; empty if it isn't there
     * @param children the digests that it names, by platform
     * @param expected the digests under the plan's id tags, by platform; a platform is left out if there is none
     * @param released the final tag's digest; empty if it is free
     * @param tests how the {@code -dev} digest's tests ended, by platform; a platform is left out if it wasn't tested
     * @param reason why a taken tag may be moved; empty if it may not
     */
    record State(
            Optional<String> dev,
            Map<String, String> children,
            Map<String, String> expected,
            Optional<String> released,
            Map<String, Tested> tests,
            Optional<String> reason) {}

    /**
     * How a digest's tests on one platform ended.
     *
     * @param passed whether all passed
     * @param detail what failed, as a sentence; empty if nothing did
     */
    record Tested(boolean passed, String detail) {}

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
            return refused(
                    image,
                    "there is no " + image.devReference()
                            + "; run runner:build -Drunner.push=true and runner:manifest");
        }
        List<String> stale = stale(required, state);
        if (!stale.isEmpty()) {
            return refused(
                    image,
                    image.devReference() + " isn't what the plan asks for (" + String.join("; ", stale)
                            + "); run runner:build -Drunner.push=true, runner:manifest and runner:test");
        }
        String digest = state.dev().get();
        if (state.released().equals(state.dev())) {
            return new Already(digest);
        }
        List<String> untested =
                required.stream().filter(p -> !state.tests().containsKey(p)).toList();
        if (!untested.isEmpty()) {
            return refused(image, digest + " wasn't tested on " + String.join(", ", untested) + "; run runner:test");
        }
        List<String> failed = required.stream()
                .filter(p -> !state.tests().get(p).passed())
                .map(p -> p + ": " + state.tests().get(p).detail())
                .toList();
        if (!failed.isEmpty()) {
            return refused(image, digest + " failed its tests (" + String.join("; ", failed) + ")");
        }
        if (state.released().isPresent() && state.reason().isEmpty()) {
            return refused(
                    image,
                    "the tag is taken by " + state.released().get()
                            + ", and a released tag never moves by itself; to move it, say -Drunner.force -Drunner.reason='…'");
        }
        return new Promote(digest, state.released());
    }

    private static Refused refused(RunnerImage image, String reason) {
        return new Refused(image.reference() + " is not released: " + reason);
    }

    private static List<String> stale(List<String> required, State state) {
        var stale = new ArrayList<String>();
        for (String platform : required) {
            String child = state.children().get(platform);
            String expected = state.expected().get(platform);
            if (child == null) {
                stale.add("it has no " + platform);
            } else if (expected == null) {
                stale.add(platform + " has changed and isn't built");
            } else if (!child.equals(expected)) {
                stale.add(platform + " is " + child + ", not " + expected);
            }
        }
        state.children().keySet().stream()
                .filter(platform -> !required.contains(platform))
                .forEach(platform -> stale.add("it has " + platform + ", which isn't planned"));
        return stale;
    }
}
