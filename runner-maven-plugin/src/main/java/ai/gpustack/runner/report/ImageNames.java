package ai.gpustack.runner.report;

import ai.gpustack.runner.build.BuildReport;
import ai.gpustack.runner.build.BuildReport.Image;
import ai.gpustack.runner.plan.Reference;
import java.util.List;
import java.util.Optional;

/**
 * What a report's images are called where the repository that they share is said once.
 *
 * @param repository the repository of all images; empty where there are several
 */
record ImageNames(Optional<String> repository) {

    static ImageNames of(BuildReport report) {
        List<Optional<String>> repositories = report.images().stream()
                .map(Image::reference)
                .map(reference -> Reference.parse(reference).map(Reference::repository))
                .distinct()
                .toList();
        return new ImageNames(repositories.size() == 1 ? repositories.get(0) : Optional.empty());
    }

    /** A text without the repository before its tags; a reference becomes its tag. */
    String shortened(String text) {
        return Printable.line(
                repository.map(same -> text.replace(same + ":", "")).orElse(text));
    }
}
