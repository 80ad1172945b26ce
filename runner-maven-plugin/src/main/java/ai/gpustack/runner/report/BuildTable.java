package ai.gpustack.runner.report;

import ai.gpustack.runner.build.BuildState;
import ai.gpustack.runner.build.PlatformBuild;
import ai.gpustack.runner.plan.Reference;
import ai.gpustack.runner.source.Count;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A build's outcome for people: each image and platform, how it ended, how long it took, how large it is, and why. */
public final class BuildTable {

    /** More than this is more than a screen or two: then what was up to date is only counted. */
    private static final int WHOLE = 50;

    private static final int WHY_COLUMNS = 100;
    private static final List<String> HEADER = List.of("IMAGE", "PLATFORM", "STATE", "TIME", "SIZE", "WHY");

    private BuildTable() {}

    /**
     * Renders what became of platform images.
     *
     * @param builds what became of each, in the plan's order
     * @return lines: a table; what was up to date is only counted if there are many
     */
    public static List<String> lines(List<PlatformBuild> builds) {
        boolean isWhole = builds.size() <= WHOLE;
        List<List<String>> rows = builds.stream()
                .filter(build -> isWhole || build.state() != BuildState.UP_TO_DATE)
                .map(BuildTable::row)
                .toList();
        var lines = new ArrayList<String>();
        if (!rows.isEmpty()) {
            lines.addAll(Table.lines(HEADER, rows));
        }
        if (rows.size() < builds.size()) {
            lines.add(Count.of(builds.size() - rows.size(), "platform image") + " up to date"
                    + (rows.isEmpty() ? "" : ", not in this table"));
        }
        return lines;
    }

    private static List<String> row(PlatformBuild build) {
        return List.of(
                imageTag(build),
                build.platform(),
                build.state().toString(),
                build.run().map(run -> Figures.time(run.seconds())).orElse("-"),
                size(build),
                PlainText.cut(why(build), WHY_COLUMNS, "…"));
    }

    /** What isn't there may still have the size of an earlier build. */
    private static String size(PlatformBuild build) {
        return build.state().isThere()
                ? build.size().map(size -> Figures.size(size.bytes())).orElse("-")
                : "-";
    }

    /** The platform tag without the platform, which has a column of its own. */
    private static String imageTag(PlatformBuild build) {
        String tag = tag(build);
        String platform = "-" + build.platform().replace('/', '-');
        return tag.endsWith(platform) ? tag.substring(0, tag.length() - platform.length()) : tag;
    }

    /** The platform tag, without its repository. */
    static String tag(PlatformBuild build) {
        return Reference.parse(build.reference()).flatMap(Reference::tag).orElse(build.reference());
    }

    private static String why(PlatformBuild build) {
        String why = build.failure().map(EventLines::cause).orElse(PlainText.joined(build.why()));
        int attempts = build.run().map(run -> run.attempts().size()).orElse(0);
        return attempts > 1 ? why + " (" + Count.of(attempts, "attempt") + ")" : why;
    }

    /**
     * What went wrong without failing an image: a cache that couldn't be written, say.
     *
     * @param builds what became of each
     * @return lines; the same thing in many images is one
     */
    public static List<String> warnings(List<PlatformBuild> builds) {
        Map<String, List<String>> tags = new LinkedHashMap<>();
        for (PlatformBuild build : builds) {
            build.run().stream()
                    .flatMap(run -> run.warnings().stream())
                    .map(PlainText::joined)
                    .distinct()
                    .forEach(warning -> tags.computeIfAbsent(warning, w -> new ArrayList<>())
                            .add(tag(build)));
        }
        return tags.entrySet().stream()
                .map(e -> e.getKey() + " (" + images(e.getValue()) + ")")
                .toList();
    }

    private static String images(List<String> tags) {
        return tags.size() == 1 ? tags.get(0) : tags.get(0) + " and " + (tags.size() - 1) + " more";
    }
}
