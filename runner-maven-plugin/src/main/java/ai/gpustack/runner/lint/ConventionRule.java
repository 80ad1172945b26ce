package ai.gpustack.runner.lint;

import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import java.util.List;
import java.util.stream.Stream;

/** A rule of the convention of Dockerfiles. */
interface ConventionRule {

    /** All of them, in the order of their ids. */
    List<ConventionRule> ALL = List.of(
            new PackageLogic(),
            new DescribedArguments(),
            new MarkedArguments(),
            new UnusedArguments(),
            new ArgumentOrder(),
            new TrailingComments(),
            new StageOrder(),
            new ShellOfStages(),
            new UncheckedHeredocs(),
            new TargetArguments(),
            new CommandChains(),
            new WorkdirAtEnd(),
            new EntrypointAtEnd());

    /** What it finds. */
    ProblemKind kind();

    /** Where a Dockerfile breaks it. */
    Stream<Problem> check(Subject subject);
}
