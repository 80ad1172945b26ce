package ai.gpustack.runner.report;

import ai.gpustack.runner.build.BuildReport;
import ai.gpustack.runner.build.BuildReport.Image;
import ai.gpustack.runner.build.BuildReport.Step;
import ai.gpustack.runner.build.PlatformBuild;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.RunnerImage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What was made, for people: each image's tag, platforms, digest, size, and how long it took. */
public final class ReleaseTable {

    private static final List<String> HEADER = List.of("IMAGE", "PLATFORMS", "DIGEST", "SIZE", "SECONDS", "STATE");

    private ReleaseTable() {}

    /**
     * Renders what became of a plan's images.
     *
     * @param plan the images
     * @param report what was recorded
     * @return lines: a table with one row for each image
     */
    public static List<String> lines(Plan plan, BuildReport report) {
        return Table.lines(
                HEADER,
                plan.images().stream()
                        .map(image -> row(image, report.image(image.reference().toString())))
                        .toList());
    }

    private static List<String> row(RunnerImage image, Image entry) {
        Optional<Step> last = entry.promotion().or(entry::manifest);
        // What is withheld may not be what was built and combined last.
        boolean isThere = last.filter(step -> step.state().isGood()).isPresent();
        double seconds = entry.platformImages().stream()
                .mapToDouble(PlatformBuild::seconds)
                .sum();
        return List.of(
                image.reference().toString(),
                image.platformImages().stream()
                        .map(p -> p.platform().toString())
                        .collect(Collectors.joining(" ")),
                last.flatMap(Step::digest).orElse("-"),
                entry.manifest()
                        .filter(step -> isThere)
                        .flatMap(Step::bytes)
                        .map(Figures::size)
                        .orElse("-"),
                isThere ? String.format(Locale.ROOT, "%.1f", seconds) : "-",
                entry.promotion()
                        .map(step -> step.state().isGood()
                                ? "released"
                                : step.state().toString())
                        .orElse("-"));
    }
}
