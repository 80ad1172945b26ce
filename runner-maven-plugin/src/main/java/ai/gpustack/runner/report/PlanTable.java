package ai.gpustack.runner.report;

import ai.gpustack.runner.plan.Confidential;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.source.Count;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A plan for people: each platform image, what it is built from, and why it is there. */
public final class PlanTable {

    private PlanTable() {}

    /**
     * Renders a plan.
     *
     * @param plan the plan
     * @return lines: a table of the selected platform images, and a count
     */
    public static List<String> lines(Plan plan) {
        List<PlatformImage> selected = plan.selected();
        List<List<String>> rows = selected.stream().map(PlanTable::row).toList();
        List<String> table = Table.lines(List.of("PLATFORM TAG", "BUILT FROM", "ARGUMENTS", "RULE", "ID"), rows);
        String count = Count.of(plan.images().size(), "image") + ", " + Count.of(selected.size(), "platform image");
        return Stream.concat(table.stream(), List.of("", count).stream()).toList();
    }

    private static List<String> row(PlatformImage image) {
        return List.of(
                image.reference().toString(),
                image.context() + "/" + image.dockerfile() + " (" + image.stage() + ")",
                arguments(image.args()),
                image.rule().toString(),
                image.id().substring(0, 12));
    }

    private static String arguments(Map<String, String> args) {
        return args.entrySet().stream()
                .map(e -> Confidential.hidden(e.getKey() + "=" + e.getValue(), args))
                .collect(Collectors.joining(" "));
    }
}
