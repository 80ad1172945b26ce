package ai.gpustack.runner.lint;

import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The comment at the top says what the file does, in numbered steps. */
final class PackageLogic implements ConventionRule {

    private static final Pattern STEP = Pattern.compile("(?i)(?:[-*]\\s+)?(?:step\\s+)?\\d+[.:)]\\s+\\S.*");

    @Override
    public ProblemKind kind() {
        return ProblemKind.HEADER;
    }

    @Override
    public Stream<Problem> check(Subject subject) {
        var header = subject.dockerfile().header();
        if (header.stream().anyMatch(line -> STEP.matcher(line.value()).matches())) {
            return Stream.empty();
        }
        Location at = header.isEmpty()
                ? new Location(subject.dockerfile().file(), 1, 0)
                : header.get(0).at();
        return Stream.of(Problem.of(
                kind(),
                at,
                "no comment before the first instruction tells the package logic in steps",
                "begin the file with '# Package logic:', '# 1. Stage runtime: …', '# 2. …'"));
    }
}
