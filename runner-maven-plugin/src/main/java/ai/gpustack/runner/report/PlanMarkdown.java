package ai.gpustack.runner.report;

import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.RunnerImage;
import java.util.stream.Collectors;

/** A plan as a table in Markdown: one row for each image. */
final class PlanMarkdown {

    private PlanMarkdown() {}

    static String of(Plan plan) {
        return plan.images().stream()
                .map(PlanMarkdown::row)
                .collect(Collectors.joining("", "| Image | Backend | Service | Platforms |\n|---|---|---|---|\n", ""));
    }

    private static String row(RunnerImage image) {
        String variant = image.name().variant().map(v -> " (" + v + ")").orElse("");
        String platforms =
                image.selected().stream().map(p -> "`" + p.platform() + "`").collect(Collectors.joining(", "));
        return "| `" + image.reference() + "` | " + image.name().backend() + " "
                + image.name().backendVersion() + variant + " | " + image.name().service() + " "
                + image.name().serviceVersion() + " | " + platforms + " |\n";
    }
}
