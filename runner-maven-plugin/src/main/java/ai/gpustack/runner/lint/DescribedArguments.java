package ai.gpustack.runner.lint;

import ai.gpustack.runner.dockerfile.Argument;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import java.util.stream.Stream;

/** The comment at the top says what each global argument is for. */
final class DescribedArguments implements ConventionRule {

    @Override
    public ProblemKind kind() {
        return ProblemKind.DESCRIPTION;
    }

    @Override
    public Stream<Problem> check(Subject subject) {
        var comments = new Comments(subject.dockerfile().argumentNames());
        return subject.globalArguments()
                .filter(argument -> !comments.describes(subject.dockerfile().header(), argument.name()))
                .map(this::problem);
    }

    private Problem problem(Argument argument) {
        return Problem.of(
                kind(),
                argument.at(),
                "the header doesn't say what " + argument.name() + " is for",
                "add '# - " + argument.name() + ": REQUIRED. …' or OPTIONAL to the comment at the top of the file");
    }
}
