package ai.gpustack.runner.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * What is different between two plans.
 *
 * @param added platform tags that weren't planned before
 * @param removed platform tags that aren't planned any more
 * @param changed platform images whose content would be another
 * @param collisions platform tags that several images have now and only one had before
 */
public record PlanDiff(List<String> added, List<String> removed, List<Change> changed, List<Collision> collisions) {

    /**
     * A platform image whose content would be another.
     *
     * @param tag its platform tag
     * @param reasons what changed, each a phrase; at least one
     */
    public record Change(String tag, List<String> reasons) {}

    /**
     * A platform tag that several images have.
     *
     * @param tag the tag
     * @param how where and how, as a sentence without a full stop
     */
    public record Collision(String tag, String how) {}

    /**
     * Compares.
     *
     * @param earlier the plan before
     * @param now the plan now
     * @return what is different, in the plans' order
     */
    public static PlanDiff between(PlanSnapshot earlier, PlanSnapshot now) {
        var changed = new ArrayList<Change>();
        now.images().forEach((tag, inputs) -> {
            Inputs before = earlier.images().get(tag);
            if (before != null && !before.id().equals(inputs.id())) {
                changed.add(new Change(tag, inputs.changesSince(before)));
            }
        });
        return new PlanDiff(
                now.images().keySet().stream()
                        .filter(tag -> !earlier.images().containsKey(tag))
                        .toList(),
                earlier.images().keySet().stream()
                        .filter(tag -> !now.images().containsKey(tag))
                        .toList(),
                List.copyOf(changed),
                now.collisions().entrySet().stream()
                        .filter(entry -> !earlier.collisions().containsKey(entry.getKey()))
                        .map(entry -> new Collision(entry.getKey(), entry.getValue()))
                        .toList());
    }

    /** {@return whether the plans build the same} */
    public boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty() && changed.isEmpty() && collisions.isEmpty();
    }
}
