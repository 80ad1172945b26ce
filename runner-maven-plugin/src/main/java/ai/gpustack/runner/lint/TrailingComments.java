package ai.gpustack.runner.lint;

import ai.gpustack.runner.dockerfile.Argument;
import ai.gpustack.runner.source.Located;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import java.util.HashSet;
import java.util.stream.Stream;

/** A comment behind an ARG is read by Docker as names of arguments; one that sets some is an error already (RUN202). */
final class TrailingComments implements ConventionRule {

    @Override
    public ProblemKind kind() {
        return ProblemKind.TRAILING_COMMENT;
    }

    @Override
    public Stream<Problem> check(Subject subject) {
        var seen = new HashSet<Located<String>>(); // several arguments of a line share its comment
        Stream<Argument> inStages = subject.dockerfile().stages().stream().flatMap(stage -> stage.arguments().stream());
        return Stream.concat(subject.dockerfile().globals().stream(), inStages)
                .flatMap(argument -> argument.trailing().stream()
                        .filter(trailing -> !trailing.value().contains("="))
                        .filter(seen::add)
                        .map(trailing -> problem(argument, trailing)));
    }

    private Problem problem(Argument argument, Located<String> trailing) {
        return Problem.of(
                kind(),
                trailing.at(),
                "Docker takes the words of this comment as names of further arguments",
                "put it on the line above: '# " + argument.name() + " " + trailing.value() + "'");
    }
}
