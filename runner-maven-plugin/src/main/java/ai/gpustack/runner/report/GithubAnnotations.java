package ai.gpustack.runner.report;

import ai.gpustack.runner.lint.Finding;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Findings as GitHub's workflow commands, which become annotations beside the lines that they are about. */
public final class GithubAnnotations {

    private GithubAnnotations() {}

    /**
     * Renders findings.
     *
     * @param findings the findings; silenced ones are left out
     * @param directory {@code runner.directory} as seen from the root of the repository: empty, or a path that ends in {@code /}
     * @return a line for each, errors first: GitHub shows only the first ten of a step's
     */
    public static List<String> lines(List<Finding> findings, String directory) {
        return findings.stream()
                .filter(finding -> finding.silenced().isEmpty())
                .sorted(Comparator.comparing(finding -> finding.problem().severity()))
                .map(finding -> line(finding, directory))
                .toList();
    }

    private static String line(Finding finding, String directory) {
        Problem problem = finding.problem();
        var properties = new ArrayList<String>();
        String text = problem.mend().isEmpty() ? problem.what() : problem.what() + "; " + problem.mend();
        Location at = problem.at();
        if (at.isOption()) {
            text = at.file() + ": " + text;
        } else {
            boolean isAbsolute = at.file().startsWith("/");
            properties.add("file=" + property(isAbsolute ? at.file() : directory + at.file()));
            if (at.line() > 0) {
                properties.add("line=" + at.line());
            }
            if (at.column() > 0) {
                properties.add("col=" + at.column());
            }
        }
        properties.add("title=" + property(finding.rule().id()));
        return "::" + command(problem.severity()) + " " + String.join(",", properties) + "::" + data(text);
    }

    private static String command(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case NOTICE -> "notice";
        };
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
