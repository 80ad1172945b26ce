package ai.gpustack.runner.report;

import ai.gpustack.runner.lint.Finding;
import ai.gpustack.runner.source.Count;
import ai.gpustack.runner.source.ProblemKind;
import ai.gpustack.runner.source.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Findings for people. */
public final class FindingsText {

    private FindingsText() {}

    /**
     * Renders findings.
     *
     * @param findings the findings, silenced ones included
     * @return a line for each that counts, and a line that counts them
     */
    public static String of(List<Finding> findings) {
        var lines = new ArrayList<String>();
        counting(findings).forEach(finding -> lines.add(finding.toString()));
        lines.add(count(findings));
        return String.join("\n", lines) + "\n";
    }

    /**
     * Counts findings.
     *
     * @param findings the findings, silenced ones included
     * @return {@code 1 error, 2 warnings, 1 silenced}
     */
    public static String count(List<Finding> findings) {
        List<Finding> counting = counting(findings);
        String text = number(counting, Severity.ERROR, "error") + ", " + number(counting, Severity.WARNING, "warning");
        int silenced = findings.size() - counting.size();
        return silenced == 0 ? text : text + ", " + silenced + " silenced";
    }

    private static String number(List<Finding> findings, Severity severity, String name) {
        long number = findings.stream()
                .filter(finding -> finding.problem().severity() == severity)
                .count();
        return Count.of(number, name);
    }

    private static List<Finding> counting(List<Finding> findings) {
        return findings.stream().filter(finding -> finding.silenced().isEmpty()).toList();
    }

    /**
     * What a goal that failed says.
     *
     * @param errors the errors; at least one
     * @return a line that counts, a line for each, and how to mend them
     */
    public static String failure(List<Finding> errors) {
        String count = Count.of(errors.size(), "problem") + ":";
        String pages = errors.stream()
                .map(finding -> finding.rule().id())
                .filter(id -> ProblemKind.withId(id).isPresent())
                .distinct()
                .map(id -> "docs/rules/" + id + ".md")
                .collect(Collectors.joining(", "));
        String lines = errors.stream().map(finding -> "  " + finding).collect(Collectors.joining("\n"));
        String mend = "mend this, then repeat 'mvn runner:validate'";
        return count + "\n" + lines + "\n" + mend + (pages.isEmpty() ? "" : "; what is demanded, and why: " + pages);
    }
}
