package ai.gpustack.runner.build;

import ai.gpustack.runner.build.BuildReport.PlatformTest;
import ai.gpustack.runner.source.JsonTrouble;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A report that another machine's run has left.
 *
 * @param file where it is, beside the logs and receipts that it names
 * @param report what it says
 */
record OtherReport(Path file, BuildReport report) {

    private static final String NO_REPORT =
            "keep the report.json of a run as it is, with its whole folder; or leave this file out";

    /**
     * Reads reports.
     *
     * @param files where they are
     * @param root what paths are shown relative to
     * @param problems receives what is wrong with those that can't be used
     * @return those that can, in that order
     */
    static List<OtherReport> read(List<Path> files, Path root, List<Problem> problems) {
        return files.stream()
                .flatMap(file -> read(file, root, problems).stream())
                .toList();
    }

    /** {@return where it is, and where the logs and receipts are that it names} */
    Path folder() {
        return file.getParent();
    }

    private static Optional<OtherReport> read(Path file, Path root, List<Problem> problems) {
        Location at = Location.of(file.startsWith(root) ? root.relativize(file).toString() : file.toString());
        try {
            JsonNode json = ReportFile.JSON.readTree(Files.readAllBytes(file));
            JsonNode version = json.path("schemaVersion");
            if (!version.isInt()) {
                problems.add(Problem.error(at, "is no report: it has no schemaVersion", NO_REPORT));
            } else if (version.intValue() != BuildReport.SCHEMA_VERSION) {
                problems.add(Problem.error(
                        at,
                        "has schema version " + version.intValue() + ", and this version of the plugin reads "
                                + BuildReport.SCHEMA_VERSION,
                        "run that job again with the version of the plugin that this one has"));
            } else {
                var other = new OtherReport(file, ReportFile.JSON.treeToValue(json, BuildReport.class));
                Optional<String> astray = other.astray();
                if (astray.isEmpty()) {
                    return Optional.of(other);
                }
                problems.add(Problem.error(at, astray.get(), NO_REPORT));
            }
        } catch (IOException e) {
            problems.add(Problem.error(at, "can't be read: " + e.getMessage(), "make it readable, or leave it out"));
        } catch (JacksonException e) {
            problems.add(JsonTrouble.of(at.file(), "report", e, NO_REPORT));
        }
        return Optional.empty();
    }

    /** The files that it names. */
    private Stream<String> files() {
        return Stream.concat(logs(), receipts());
    }

    private Stream<String> logs() {
        return report.images().stream()
                .flatMap(image -> image.platformImages().stream())
                .flatMap(build -> build.log().stream());
    }

    private Stream<String> receipts() {
        return report.images().stream()
                .flatMap(image -> image.tests().stream())
                .flatMap(test -> test.receipt().stream());
    }

    /** What is copied from here must never come from elsewhere on this machine, nor go elsewhere. */
    private Optional<String> astray() {
        return logs().filter(path -> !isBelow("logs", path))
                .findFirst()
                .map(path -> "names the log '" + path + "', which is no plain path below its logs folder")
                .or(() -> receipts()
                        .filter(path -> !isBelow("receipts", path))
                        .findFirst()
                        .map(path ->
                                "names the receipt '" + path + "', which is no plain path below its receipts folder"));
    }

    /** A path that is written in another way than a run writes it isn't used: it would be another file where a folder is a link. */
    private static boolean isBelow(String folder, String path) {
        try {
            Path normal = Path.of(path).normalize();
            return normal.toString().equals(path) && normal.startsWith(folder) && normal.getNameCount() > 1;
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Whether a file that it names came with it. */
    private boolean has(String path) {
        Path named = folder().resolve(path);
        try {
            return Files.isRegularFile(named) && named.toRealPath().startsWith(folder().toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    /** {@return the files that it names and that didn't come with it} */
    List<String> missing() {
        return files().filter(path -> !has(path)).distinct().toList();
    }

    /** {@return the same without the names of files that didn't come with it: a path that leads nowhere helps nobody} */
    OtherReport withoutMissing() {
        BuildReport whole = report;
        for (BuildReport.Image image : report.images()) {
            for (PlatformBuild build : image.platformImages()) {
                if (build.log().filter(log -> !has(log)).isPresent()) {
                    whole = whole.with(
                            image.reference(),
                            known -> known.with(build.withRun(build.run().map(run -> run.withoutLog()))));
                }
            }
            for (PlatformTest test : image.tests()) {
                if (test.receipt().filter(receipt -> !has(receipt)).isPresent()) {
                    whole = whole.with(image.reference(), known -> known.with(test.withoutReceipt()));
                }
            }
        }
        return new OtherReport(file, whole);
    }
}
