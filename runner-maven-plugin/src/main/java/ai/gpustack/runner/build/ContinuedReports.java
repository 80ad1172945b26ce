package ai.gpustack.runner.build;

import ai.gpustack.runner.build.BuildReport.Image;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The reports of other machines' runs that this run continues, with the logs and receipts beside them. */
public final class ContinuedReports {

    private final List<OtherReport> others;
    private final List<String> warnings;

    private ContinuedReports(List<OtherReport> others, List<String> warnings) {
        this.others = others;
        this.warnings = warnings;
    }

    /**
     * Reads them.
     *
     * @param globs which files, relative to the root; none continues nothing
     * @param root {@code runner.directory}
     * @param own this run's own report
     * @param place where a pattern was given
     * @return the reports
     * @throws InvalidInput if a pattern matches nothing, or a file can't be used; all of them are named
     */
    public static ContinuedReports read(List<String> globs, Path root, Path own, Function<String, Location> place) {
        var problems = new ArrayList<Problem>();
        List<Path> files = ReportGlobs.find(globs, root, own, place, problems);
        List<OtherReport> read = OtherReport.read(files, root, problems);
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        var warnings = new ArrayList<String>();
        for (OtherReport other : read) {
            List<String> missing = other.missing();
            if (!missing.isEmpty()) {
                warnings.add(missing.size() + " of the files that " + other.file()
                        + " names didn't come with it, as " + missing.get(0)
                        + "; keep the whole folder of each run, not its report alone");
            }
        }
        return new ContinuedReports(
                read.stream().map(OtherReport::withoutMissing).toList(), List.copyOf(warnings));
    }

    /** {@return what is missing beside them, each a sentence} */
    public List<String> warnings() {
        return warnings;
    }

    /**
     * This run's report with what they say.
     *
     * @param own this run's report
     * @param plan what is asked for
     * @return all of it as one report
     */
    public BuildReport mergedInto(BuildReport own, Plan plan) {
        Map<String, String> planned = new HashMap<>();
        plan.images()
                .forEach(image -> image.platformImages()
                        .forEach(platform -> planned.put(platform.reference().toString(), platform.id())));
        return ReportMerge.of(own, others.stream().map(OtherReport::report).toList(), planned);
    }

    /**
     * Copies the logs and receipts of what was taken over from them, so that the merged report's paths lead to files beside it: a
     * folder that is published or kept must be whole without the others.
     *
     * @param own this run's report before
     * @param merged the merged report
     * @param output the folder of this run's report
     */
    public void copyFiles(BuildReport own, BuildReport merged, Path output) {
        for (Image image : merged.images()) {
            Image before = own.image(image.reference());
            image.platformImages()
                    .forEach(build -> build.log()
                            .ifPresent(log -> copy(image, build, log, before, Image::platformImages, output)));
            image.tests()
                    .forEach(test -> test.receipt()
                            .ifPresent(receipt -> copy(image, test, receipt, before, Image::tests, output)));
        }
    }

    private <T> void copy(Image image, T entry, String path, Image before, Function<Image, List<T>> part, Path output) {
        Path to = output.resolve(path);
        if (part.apply(before).contains(entry) && Files.exists(to)) {
            return;
        }
        Optional<Path> from = others.stream()
                .filter(other ->
                        part.apply(other.report().image(image.reference())).contains(entry))
                .map(other -> other.folder().resolve(path))
                .findFirst();
        from.ifPresent(file -> {
            try {
                Files.createDirectories(to.getParent());
                Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException("can't copy " + file + " to " + to, e);
            }
        });
    }
}
