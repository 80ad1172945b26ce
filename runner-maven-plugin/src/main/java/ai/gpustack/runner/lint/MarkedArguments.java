package ai.gpustack.runner.lint;

import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import java.util.Set;
import java.util.stream.Stream;

/** Each global argument is said to be needed or not: in the header, above its line, or behind it. */
final class MarkedArguments implements ConventionRule {

    @Override
    public ProblemKind kind() {
        return ProblemKind.MARK;
    }

    @Override
    public Stream<Problem> check(Subject subject) {
        var comments = new Comments(subject.dockerfile().argumentNames());
        return subject.globalArguments().flatMap(argument -> {
            Set<String> marks = comments.marks(argument, subject.dockerfile().header());
            boolean isRequired = marks.contains("REQUIRED");
            boolean isOptional = marks.contains("OPTIONAL");
            if (isRequired != isOptional) {
                return Stream.empty();
            }
            return Stream.of(Problem.of(
                    kind(),
                    argument.at(),
                    argument.name() + (isRequired ? " is marked both" : " is marked neither") + " REQUIRED "
                            + (isRequired ? "and" : "nor") + " OPTIONAL",
                    isRequired
                            ? "say the same in the header, above its line and behind it"
                            : "write '# " + argument.name() + " is …. REQUIRED' or OPTIONAL on the line above it"));
        });
    }
}
