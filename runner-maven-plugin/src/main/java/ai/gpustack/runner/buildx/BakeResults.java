package ai.gpustack.runner.buildx;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells how the targets of a bake ended, from all that was heard of it.
 *
 * @param targets all its targets
 * @param outcomes what buildx calls each, where it does: {@code succeeded}, {@code failed}, {@code aborted}, {@code not started}
 * @param exported those whose images are where they belong, with the digest, as far as it was told
 * @param failed the steps that failed, or were given up, in the order in which they did
 * @param errors what buildx said at its end, by the target that it named; the empty text where it named none
 * @param text all that it said at its end
 * @param lastText the most telling line of it
 */
record BakeResults(
        Set<String> targets,
        Map<String, String> outcomes,
        Map<String, Optional<String>> exported,
        List<BakeStep> failed,
        Map<String, String> errors,
        List<String> text,
        String lastText) {

    /** How buildx ends when something failed. */
    static final Pattern ERROR = Pattern.compile("ERROR: (?:target (\\S+): )?(.*)");

    /**
     * How a target ended.
     *
     * @param target the target
     * @param digest what bake's metadata has for it
     * @param succeeded whether buildx ended with status 0
     */
    TargetResult result(String target, Optional<String> digest, boolean succeeded) {
        String outcome = outcomes.getOrDefault(target, succeeded ? "succeeded" : "");
        if (outcome.equals("succeeded") || (digest.isPresent() && outcome.isEmpty())) {
            return new TargetResult.Built(digest.or(() -> exported.getOrDefault(target, Optional.empty())));
        }
        if (exported.containsKey(target)) {
            // buildx was ended before it wrote its metadata, but the image is where it belongs
            return new TargetResult.Built(exported.get(target));
        }
        List<BakeStep> culprits =
                failed.stream().filter(step -> step.error(target).isPresent()).toList();
        return culprits.stream()
                .filter(step -> !Canceled.is(step.error(target).orElseThrow()))
                .findFirst()
                .<TargetResult>map(
                        step -> failed(step, target, step.error(target).orElseThrow()))
                .orElseGet(
                        () -> withoutCulprit(target, outcome, culprits.stream().findFirst()));
    }

    /** None of its steps failed by itself; one may have been given up. */
    private TargetResult withoutCulprit(String target, String outcome, Optional<BakeStep> givenUp) {
        if (errors.containsKey(target)) {
            return wasInterrupted() && givenUp.isPresent()
                    ? interrupted(givenUp.get())
                    : new TargetResult.Failed(Optional.empty(), errors.get(target), excerpt());
        }
        if (outcome.equals("aborted") || outcome.equals("not started")) {
            return new TargetResult.NotStarted("buildx gave it up: " + lastText);
        }
        if (!wasInterrupted()) {
            Optional<BakeStep> shared = failed.stream()
                    .filter(step ->
                            givenUp.isEmpty() && step.errorOfOthers(target).isPresent())
                    .findFirst();
            if (shared.isPresent()) {
                return failed(
                        shared.get(), target, shared.get().errorOfOthers(target).orElseThrow());
            }
            if (errors.keySet().stream().anyMatch(targets::contains)) {
                return new TargetResult.Untold(lastText);
            }
        }
        return givenUp.map(BakeResults::interrupted)
                .orElseGet(() -> new TargetResult.Failed(Optional.empty(), lastText, text));
    }

    private static TargetResult failed(BakeStep step, String target, String error) {
        return new TargetResult.Failed(Optional.of(step.name()), error, step.lastLines(target));
    }

    private static TargetResult interrupted(BakeStep step) {
        return new TargetResult.NotStarted("the build was interrupted at " + step.name());
    }

    /** The lines of the Dockerfile that buildx shows beside an error. */
    private List<String> excerpt() {
        return text.stream().filter(line -> !ERROR.matcher(line).matches()).toList();
    }

    /** Whether buildx was told to end, and says so. */
    private boolean wasInterrupted() {
        return Canceled.is(lastText);
    }
}
