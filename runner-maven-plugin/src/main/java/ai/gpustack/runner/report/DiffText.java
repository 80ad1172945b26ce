package ai.gpustack.runner.report;

import ai.gpustack.runner.plan.PlanDiff;
import ai.gpustack.runner.source.Count;
import java.util.ArrayList;
import java.util.List;

/** The difference between two plans, for people. */
public final class DiffText {

    private DiffText() {}

    /**
     * Renders a difference.
     *
     * @param diff the difference
     * @param since what the plan is compared with, as the user named it
     * @return lines: {@code +} for what is new, {@code -} for what is gone, {@code ~} for what changed with its reasons,
     *     {@code !} for tags that several images have now
     */
    public static List<String> lines(PlanDiff diff, String since) {
        var lines = new ArrayList<String>();
        diff.added().forEach(tag -> lines.add("+ " + tag));
        diff.removed().forEach(tag -> lines.add("- " + tag));
        diff.changed().forEach(change -> lines.add("~ " + change.tag() + ": " + String.join(", ", change.reasons())));
        diff.collisions().forEach(collision -> lines.add("! " + collision.tag() + ": " + collision.how()));
        String colliding = diff.collisions().isEmpty()
                ? ""
                : ", " + Count.of(diff.collisions().size(), "tag") + " newly colliding";
        lines.add(diff.added().size() + " added, " + diff.removed().size() + " removed, "
                + diff.changed().size() + " changed" + colliding + " since " + since);
        return List.copyOf(lines);
    }
}
