package ai.gpustack.runner.report;

import ai.gpustack.runner.build.BuildReport;
import ai.gpustack.runner.build.BuildReport.Image;
import ai.gpustack.runner.build.BuildReport.PlatformTest;
import ai.gpustack.runner.build.BuildReport.Step;
import ai.gpustack.runner.build.BuildReport.StepState;
import ai.gpustack.runner.build.BuildState;
import ai.gpustack.runner.build.PlatformBuild;
import ai.gpustack.runner.report.Outcome.Trouble;
import ai.gpustack.runner.report.Outcome.Verdict;
import ai.gpustack.runner.source.Count;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A report as the summary of a step of GitHub Actions: counts, what is wrong, and a table of images and platforms. */
final class StepSummary {

    /** For the sentence that says what was left out. */
    private static final int RESERVE = 200;

    private static final int FEW = 3;

    private final StringBuilder text = new StringBuilder();
    private final BuildReport report;
    private final ImageNames names;
    private int room;

    private StepSummary(BuildReport report, int room) {
        this.report = report;
        this.names = ImageNames.of(report);
        this.room = room - RESERVE;
    }

    /**
     * Renders a report.
     *
     * @param report the report
     * @param limit how many bytes of UTF-8 there is room for
     * @return Markdown that isn't larger, and says what it leaves out; empty if there isn't room for anything
     */
    static String of(BuildReport report, int limit) {
        return new StepSummary(report, limit).render();
    }

    private String render() {
        if (!add("### " + Totals.of(report).sentence() + "\n\n")) {
            return "";
        }
        names.repository().ifPresent(repository -> add(MarkdownText.code(repository) + "\n\n"));
        List<Outcome> outcomes = Outcomes.of(report);
        List<Outcome> failed = of(Verdict.FAILED, outcomes);
        String open = failed.size() <= FEW ? " open" : "";
        addAll(failed.stream().map(outcome -> details(outcome, open)).toList(), "", "failure");
        List<Outcome> missing = of(Verdict.MISSING, outcomes);
        addAll(missing.stream().map(this::bullet).toList(), "", "missing image");
        if (!missing.isEmpty()) {
            add("\n");
        }
        table();
        return text.toString();
    }

    private static List<Outcome> of(Verdict verdict, List<Outcome> outcomes) {
        return outcomes.stream()
                .filter(outcome ->
                        outcome.trouble().filter(t -> t.verdict() == verdict).isPresent())
                .toList();
    }

    private String details(Outcome outcome, String open) {
        Trouble trouble = outcome.trouble().orElseThrow();
        return "<details" + open + "><summary>❌ " + title(outcome) + "</summary>\n\n"
                + MarkdownText.fenced(trouble.text()) + "\n</details>\n\n";
    }

    private String bullet(Outcome outcome) {
        return "- ⏸ " + title(outcome) + "\n";
    }

    private String title(Outcome outcome) {
        Trouble trouble = outcome.trouble().orElseThrow();
        String message = names.shortened(trouble.message());
        return MarkdownText.code(names.shortened(outcome.image())) + " " + MarkdownText.inline(outcome.name()) + ": "
                + MarkdownText.inline(
                        outcome.goal() == Outcome.Goal.BUILD
                                ? trouble.kind() + ": " + EventLines.error(message)
                                : message);
    }

    private void table() {
        List<Image> images = report.images();
        if (images.isEmpty()) {
            return;
        }
        List<String> platforms = images.stream()
                .flatMap(image -> image.platformImages().stream())
                .map(PlatformBuild::platform)
                .distinct()
                .toList();
        var header = new ArrayList<String>(List.of("Image"));
        platforms.forEach(platform -> header.add(MarkdownText.inline(platform)));
        boolean hasManifests =
                images.stream().anyMatch(image -> image.manifest().isPresent());
        boolean hasTests = images.stream().anyMatch(image -> !image.tests().isEmpty());
        boolean hasPromotions =
                images.stream().anyMatch(image -> image.promotion().isPresent());
        if (hasManifests) {
            header.add("Manifest");
        }
        if (hasTests) {
            header.add("Tests");
        }
        if (hasPromotions) {
            header.add("Promotion");
        }
        var rows = new ArrayList<String>();
        for (Image image : images) {
            var cells = new ArrayList<String>(List.of(MarkdownText.code(names.shortened(image.reference()))));
            platforms.forEach(platform -> cells.add(cell(image, platform)));
            if (hasManifests) {
                cells.add(step(image.manifest()));
            }
            if (hasTests) {
                cells.add(tests(image.tests()));
            }
            if (hasPromotions) {
                cells.add(step(image.promotion()));
            }
            rows.add(row(cells));
        }
        addAll(rows, row(header) + "|" + "---|".repeat(header.size()) + "\n", "image");
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String cell(Image image, String platform) {
        return image.platformImage(platform).map(StepSummary::cell).orElse("");
    }

    private static String cell(PlatformBuild build) {
        var parts = new ArrayList<String>(List.of(mark(build.state()) + " " + build.state()));
        if (build.state() != BuildState.UP_TO_DATE && build.seconds() > 0) {
            parts.add(Figures.time(build.seconds()));
        }
        build.size().ifPresent(size -> parts.add(Figures.size(size.bytes())));
        return String.join(" · ", parts);
    }

    private static String mark(BuildState state) {
        return switch (state) {
            case BUILT, UP_TO_DATE -> "✅";
            case FAILED -> "❌";
            case NOT_STARTED -> "⏸";
        };
    }

    private static String step(Optional<Step> step) {
        return step.map(s -> mark(s.state()) + " " + s.state()).orElse("");
    }

    private static String tests(List<PlatformTest> tests) {
        return tests.stream()
                .map(test -> mark(test.state()) + " " + MarkdownText.inline(test.platform() + " " + test.state()))
                .collect(Collectors.joining("<br>"));
    }

    private static String mark(StepState state) {
        return switch (state) {
            case DONE, UNCHANGED -> "✅";
            case FAILED -> "❌";
            case WITHHELD, NOT_RUN -> "⏸";
        };
    }

    /** Adds the items that there is room for, after the header; then how many there isn't. */
    private void addAll(List<String> items, String header, String noun) {
        if (items.isEmpty()) {
            return;
        }
        int added = 0;
        if (add(header)) {
            while (added < items.size() && add(items.get(added))) {
                added++;
            }
        }
        if (added < items.size()) {
            text.append("\n*")
                    .append(Count.of(items.size() - added, "more " + noun))
                    .append(": see report.html*\n\n");
        }
    }

    private boolean add(String block) {
        int bytes = block.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > room) {
            return false;
        }
        text.append(block);
        room -= bytes;
        return true;
    }
}
