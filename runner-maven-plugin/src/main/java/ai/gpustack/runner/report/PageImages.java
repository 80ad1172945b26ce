package ai.gpustack.runner.report;

import ai.gpustack.runner.build.BuildReport;
import ai.gpustack.runner.build.BuildReport.Image;
import ai.gpustack.runner.build.BuildReport.PlatformTest;
import ai.gpustack.runner.build.BuildReport.Step;
import ai.gpustack.runner.build.BuildReport.StepState;
import ai.gpustack.runner.build.BuildState;
import ai.gpustack.runner.build.PlatformBuild;
import ai.gpustack.runner.report.Page.Cell;
import ai.gpustack.runner.report.Page.ImageEntry;
import ai.gpustack.runner.report.Page.StepCell;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The grid of the page: images by platforms. */
final class PageImages {

    private final BuildReport report;
    private final List<String> platforms;
    private final List<String> steps;
    private final ImageNames names;
    private final Map<String, String> failureAnchors;

    /**
     * A grid.
     *
     * @param report the report
     * @param names what images are called
     * @param failureAnchors where failures of platform images are on the page, by platform tag
     */
    PageImages(BuildReport report, ImageNames names, Map<String, String> failureAnchors) {
        this.report = report;
        this.names = names;
        this.failureAnchors = failureAnchors;
        this.platforms = report.images().stream()
                .flatMap(image -> Stream.concat(
                        image.platformImages().stream().map(PlatformBuild::platform),
                        image.tests().stream().map(PlatformTest::platform)))
                .distinct()
                .toList();
        var some = new ArrayList<String>();
        if (report.images().stream().anyMatch(image -> image.manifest().isPresent())) {
            some.add("manifest");
        }
        if (report.images().stream().anyMatch(image -> image.promotion().isPresent())) {
            some.add("promotion");
        }
        this.steps = List.copyOf(some);
    }

    List<String> platforms() {
        return platforms;
    }

    List<String> steps() {
        return steps;
    }

    static String anchor(int number) {
        return "image-" + (number + 1);
    }

    List<ImageEntry> entries() {
        var entries = new ArrayList<ImageEntry>();
        for (Image image : report.images()) {
            entries.add(entry(image, anchor(entries.size())));
        }
        return List.copyOf(entries);
    }

    private ImageEntry entry(Image image, String anchor) {
        String name = names.shortened(image.reference());
        String words = name + " "
                + String.join(
                        " ",
                        image.platformImages().stream()
                                .map(PlatformBuild::platform)
                                .toList());
        return new ImageEntry(
                anchor,
                name,
                Printable.line(words).toLowerCase(Locale.ROOT),
                platforms.stream()
                        .map(platform -> cell(image, platform, anchor))
                        .toList(),
                steps.stream()
                        .map(column -> step(column, column.equals("manifest") ? image.manifest() : image.promotion()))
                        .toList(),
                image.platformImages().stream().map(PageDetails::of).toList());
    }

    private Cell cell(Image image, String platform, String anchor) {
        StepCell test = image.test(platform)
                .map(t -> new StepCell("test", t.state().toString(), mark(t.state()), Printable.line(t.sentence())))
                .orElse(new StepCell("test", "", "", ""));
        return image.platformImage(platform)
                .map(build -> cell(build, anchor, test))
                .orElse(new Cell(Printable.line(platform), "", "", "", "", test));
    }

    private Cell cell(PlatformBuild build, String anchor, StepCell test) {
        String cause = build.state().isThere()
                ? ""
                : build.failure().map(f -> f.kind() + ": " + f.error()).orElse(build.why());
        return new Cell(
                Printable.line(build.platform()),
                build.state().toString(),
                failureAnchors.getOrDefault(build.reference(), anchor),
                figures(build),
                Printable.line(cause),
                test);
    }

    private static String figures(PlatformBuild build) {
        var figures = new ArrayList<String>();
        if (build.state() != BuildState.UP_TO_DATE && build.seconds() > 0) {
            figures.add(Figures.time(build.seconds()));
        }
        build.size().ifPresent(size -> figures.add(Figures.size(size.bytes())));
        return String.join(" · ", figures);
    }

    private static StepCell step(String column, Optional<Step> step) {
        return step.map(s -> new StepCell(column, s.state().toString(), mark(s.state()), Printable.line(s.sentence())))
                .orElse(new StepCell(column, "", "", ""));
    }

    private static String mark(StepState state) {
        return switch (state) {
            case DONE, UNCHANGED -> "good";
            case FAILED -> "bad";
            case WITHHELD, NOT_RUN -> "idle";
        };
    }
}
