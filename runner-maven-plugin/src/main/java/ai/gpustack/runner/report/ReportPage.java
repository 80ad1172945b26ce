package ai.gpustack.runner.report;

import ai.gpustack.runner.build.BuildReport;
import ai.gpustack.runner.build.BuildReport.Image;
import ai.gpustack.runner.build.BuildState;
import ai.gpustack.runner.build.PlatformBuild;
import ai.gpustack.runner.process.Sha256;
import ai.gpustack.runner.report.Outcome.Goal;
import ai.gpustack.runner.report.Outcome.Trouble;
import ai.gpustack.runner.report.Outcome.Verdict;
import ai.gpustack.runner.report.Page.FailureEntry;
import ai.gpustack.runner.report.Page.State;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A report as a page for people: one file that needs nothing else and no network. Its policy lets the browser use this page's
 * own style and script and nothing else, so that no text of a Dockerfile's output could ever run.
 */
public final class ReportPage {

    /** More than these are shown when they are asked for. */
    private static final int OPEN_FAILURES = 5;

    private static final String TEMPLATE = "report.jte";

    private ReportPage() {}

    /**
     * Renders a report.
     *
     * @param report the report
     * @return HTML; the same bytes for the same report
     */
    public static String of(BuildReport report) {
        String style = resource("report.css");
        String script = resource("report.js");
        // Compiled with the plugin: a cold start parses and compiles nothing.
        TemplateEngine engine = TemplateEngine.createPrecompiled(
                null, ContentType.Html, ReportPage.class.getClassLoader(), ReportPage.class.getPackageName());
        var html = new StringOutput();
        engine.render(
                TEMPLATE,
                Map.of("page", page(report), "style", style, "script", script, "policy", policy(style, script)),
                html);
        return html.toString();
    }

    private static Page page(BuildReport report) {
        List<Outcome> outcomes = Outcomes.of(report);
        List<Outcome> failed = of(Verdict.FAILED, outcomes);
        ImageNames names = ImageNames.of(report);
        var images = new PageImages(report, names, failureAnchors(report, failed));
        Totals totals = Totals.of(report);
        return new Page(
                Printable.line(names.repository().orElse("Runner images")),
                totals.sentence(),
                Arrays.stream(BuildState.values())
                        .filter(totals.builds()::containsKey)
                        .map(state ->
                                new State(state.toString(), totals.builds().get(state)))
                        .toList(),
                images.platforms().stream().map(Printable::line).toList(),
                images.steps(),
                images.entries(),
                entries(failed, names),
                entries(of(Verdict.MISSING, outcomes), names),
                new PageCharts(imageAnchors(report)).of(Timeline.of(builds(report))));
    }

    private static List<PlatformBuild> builds(BuildReport report) {
        return report.images().stream()
                .flatMap(image -> image.platformImages().stream())
                .toList();
    }

    private static List<Outcome> of(Verdict verdict, List<Outcome> outcomes) {
        return outcomes.stream()
                .filter(o -> o.trouble().filter(t -> t.verdict() == verdict).isPresent())
                .toList();
    }

    private static Map<String, String> imageAnchors(BuildReport report) {
        var anchors = new HashMap<String, String>();
        for (int i = 0; i < report.images().size(); i++) {
            for (PlatformBuild build : report.images().get(i).platformImages()) {
                anchors.put(build.reference(), PageImages.anchor(i));
            }
        }
        return anchors;
    }

    private static Map<String, String> failureAnchors(BuildReport report, List<Outcome> failed) {
        var numbers = new HashMap<List<String>, Integer>();
        for (int i = 0; i < failed.size(); i++) {
            numbers.put(List.of(failed.get(i).image(), failed.get(i).name()), i);
        }
        var anchors = new HashMap<String, String>();
        for (Image image : report.images()) {
            for (PlatformBuild build : image.platformImages()) {
                Integer number =
                        numbers.get(List.of(Printable.line(image.reference()), Printable.line(build.platform())));
                if (number != null) {
                    anchors.put(build.reference(), anchor(Verdict.FAILED, number));
                }
            }
        }
        return anchors;
    }

    private static String anchor(Verdict verdict, int number) {
        return verdict.name().toLowerCase(Locale.ROOT) + "-" + (number + 1);
    }

    private static List<FailureEntry> entries(List<Outcome> outcomes, ImageNames names) {
        return IntStream.range(0, outcomes.size())
                .mapToObj(i -> entry(outcomes.get(i), i, names))
                .toList();
    }

    private static FailureEntry entry(Outcome outcome, int number, ImageNames names) {
        Trouble trouble = outcome.trouble().orElseThrow();
        String image = names.shortened(outcome.image());
        String message = names.shortened(trouble.message());
        String name = outcome.name();
        return new FailureEntry(
                anchor(trouble.verdict(), number),
                image,
                name,
                outcome.goal() != Goal.BUILD
                        ? ""
                        : (trouble.verdict() == Verdict.FAILED ? BuildState.FAILED : BuildState.NOT_STARTED).toString(),
                trouble.kind(),
                message,
                trouble.details(),
                String.join("\n", trouble.lines()),
                PageDetails.link(trouble.file()),
                String.join(" ", List.of(image, name, trouble.kind(), message)).toLowerCase(Locale.ROOT),
                number < OPEN_FAILURES);
    }

    private static String policy(String style, String script) {
        return "default-src 'none'; style-src 'sha256-" + sha256(style) + "'; script-src 'sha256-" + sha256(script)
                + "'; img-src data:; base-uri 'none'; form-action 'none'";
    }

    private static String sha256(String text) {
        return Base64.getEncoder().encodeToString(Sha256.of(text).bytes());
    }

    private static String resource(String name) {
        try (InputStream stream = ReportPage.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the plugin's jar is incomplete: no " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
