package ai.gpustack.runner.report;

import ai.gpustack.runner.build.PlatformBuild;
import ai.gpustack.runner.build.PlatformBuild.Layer;
import ai.gpustack.runner.build.PlatformBuild.Run;
import ai.gpustack.runner.build.PlatformBuild.Size;
import ai.gpustack.runner.report.Outcome.Detail;
import ai.gpustack.runner.report.Page.BuildDetails;
import ai.gpustack.runner.report.Page.LayerRow;
import ai.gpustack.runner.report.Page.Link;
import ai.gpustack.runner.source.Count;
import ai.gpustack.runner.source.Shortened;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** All that the page says of one platform image. */
final class PageDetails {

    private static final int LARGEST = 5;

    /** Enough of an instruction to know it by: a page of a thousand images must stay light. */
    private static final int LONGEST = 240;

    private PageDetails() {}

    static BuildDetails of(PlatformBuild build) {
        var facts = new ArrayList<Detail>();
        facts.add(fact("why", build.why()));
        facts.add(fact("tag", build.reference()));
        build.digest().ifPresent(digest -> facts.add(fact("digest", digest)));
        facts.add(fact("id", build.id()));
        facts.add(fact("in", build.destination()));
        build.run().ifPresent(run -> {
            run.builder().ifPresent(builder -> facts.add(fact("builder", builder)));
            facts.add(fact("begun", run.started() + ", took " + Figures.time(run.seconds())));
        });
        List<LayerRow> layers = build.size().map(PageDetails::layers).orElse(List.of());
        return new BuildDetails(
                Printable.line(build.platform()),
                build.state().toString(),
                facts,
                build.run().map(PageDetails::attempts).orElse(List.of()),
                build.run().map(Run::warnings).orElse(List.of()).stream()
                        .map(Printable::line)
                        .toList(),
                link(build.log()),
                build.size().map(size -> Figures.size(size.bytes())).orElse(""),
                layers,
                build.size().map(PageDetails::rest).orElse(""));
    }

    /** A link to a file beside the page; a path that looks like another site's address stays a path. */
    static Link link(Optional<String> file) {
        return file.map(Printable::line)
                .map(path -> {
                    try {
                        return new Link(new URI(null, null, "./" + path, null).toASCIIString(), path);
                    } catch (URISyntaxException e) {
                        return new Link("", path);
                    }
                })
                .orElse(new Link("", ""));
    }

    private static Detail fact(String label, String text) {
        return new Detail(label, text);
    }

    private static List<String> attempts(Run run) {
        return run.attempts().size() < 2
                ? List.of()
                : run.attempts().stream()
                        .map(Outcomes::attempt)
                        .map(Printable::line)
                        .toList();
    }

    private static List<LayerRow> layers(Size size) {
        long whole = Math.max(1, size.layers().stream().mapToLong(Layer::bytes).sum());
        return size.layers().stream()
                .limit(LARGEST)
                .map(layer -> new LayerRow(
                        Figures.size(layer.bytes()),
                        String.format(Locale.ROOT, "%.1f%%", 100.0 * layer.bytes() / whole),
                        Shortened.of(Printable.line(layer.createdBy()), LONGEST)))
                .toList();
    }

    private static String rest(Size size) {
        List<Layer> rest = size.layers().stream().skip(LARGEST).toList();
        return rest.isEmpty()
                ? ""
                : Count.of(rest.size(), "smaller layer") + ", "
                        + Figures.size(rest.stream().mapToLong(Layer::bytes).sum());
    }
}
