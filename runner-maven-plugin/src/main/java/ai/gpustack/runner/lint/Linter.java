package ai.gpustack.runner.lint;

import ai.gpustack.runner.source.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Puts together all that is wrong: what plan and matrix have found, what breaks the convention, and what BuildKit says. */
public final class Linter {

    private static final Comparator<Finding> BY_PLACE = Comparator.comparingInt(
                    (Finding finding) -> finding.problem().at().line())
            .thenComparingInt(finding -> finding.problem().at().column())
            .thenComparing(finding -> finding.rule().id());

    private Linter() {}

    /**
     * All findings.
     *
     * @param subjects the Dockerfiles to look at
     * @param problems what was found elsewhere: the problems of the plan and of smoke-test files
     * @param checks what BuildKit says; empty if it wasn't asked
     * @return each finding once: first those outside of the Dockerfiles, in their order, then each Dockerfile's by line
     */
    public static List<Finding> findings(
            List<Subject> subjects, List<Problem> problems, Optional<List<Finding>> checks) {
        List<Finding> given = Stream.concat(
                        problems.stream().map(Finding::of), checks.stream().flatMap(List::stream))
                .toList();
        var files = subjects.stream().map(Linter::file).toList();
        var all = new LinkedHashSet<Finding>();
        given.stream().filter(finding -> !files.contains(file(finding))).forEach(all::add);
        for (Subject subject : subjects) {
            all.addAll(findings(subject, given, checks.isPresent()));
        }
        return List.copyOf(all);
    }

    private static List<Finding> findings(Subject subject, List<Finding> given, boolean checked) {
        var findings = new ArrayList<Finding>();
        given.stream().filter(finding -> file(finding).equals(file(subject))).forEach(findings::add);
        ConventionRule.ALL.stream()
                .flatMap(rule -> rule.check(subject))
                .map(Finding::of)
                .forEach(findings::add);
        return new Silences(subject.dockerfile(), checked)
                .apply(findings).stream().sorted(BY_PLACE).toList();
    }

    private static String file(Subject subject) {
        return subject.dockerfile().file();
    }

    private static String file(Finding finding) {
        return finding.problem().at().file();
    }
}
