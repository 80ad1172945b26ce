package ai.gpustack.runner.build;

import ai.gpustack.runner.build.BuildReport.Image;
import ai.gpustack.runner.plan.Plan;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What of a report is about images that are still planned. A report keeps what became of an image whose rule was removed since, or that went
 * to another repository: a run that isn't about it neither has its failure nor can mend it.
 */
public final class StillPlanned {

    /** The platforms of each image by its reference: another run may have been about another repository. */
    private final Map<String, Set<String>> platforms = new HashMap<>();

    private StillPlanned(Stream<Plan> plans) {
        plans.flatMap(plan -> plan.images().stream()).forEach(image -> {
            Set<String> known = platforms.computeIfAbsent(image.reference().toString(), name -> new HashSet<>());
            image.platformImages().forEach(each -> known.add(each.platform().toString()));
        });
    }

    /**
     * The part of a report that is still planned.
     *
     * @param report what became of images
     * @param plan what this run was about
     * @param whole the plan of all that there is, whatever this run selects; asked for only where the report has more than this
     *     run was about
     * @return that part; the whole report where the whole plan has errors, so that it can't be told
     */
    public static BuildReport of(BuildReport report, Plan plan, Supplier<Plan> whole) {
        BuildReport ofThisRun = new StillPlanned(Stream.of(plan)).of(report);
        if (ofThisRun.equals(report)) {
            return report;
        }
        Plan all = whole.get();
        return all.errors().isEmpty() ? new StillPlanned(Stream.of(plan, all)).of(report) : report;
    }

    private BuildReport of(BuildReport report) {
        List<Image> images =
                report.images().stream().flatMap(image -> of(image).stream()).toList();
        return new BuildReport(report.schemaVersion(), images);
    }

    private List<Image> of(Image image) {
        Set<String> known = platforms.getOrDefault(image.reference(), Set.of());
        return known.isEmpty()
                ? List.of()
                : List.of(new Image(
                        image.reference(),
                        image.platformImages().stream()
                                .filter(build -> known.contains(build.platform()))
                                .toList(),
                        image.manifest(),
                        image.tests().stream()
                                .filter(test -> known.contains(test.platform()))
                                .toList(),
                        image.promotion()));
    }
}
