package ai.gpustack.runner.lint;

import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import java.util.Optional;

/**
 * A problem, and the rule that it breaks.
 *
 * @param rule the rule
 * @param problem what is wrong, where, and how to mend it
 * @param silenced the reason for which a comment silences it; empty for one that counts
 */
public record Finding(RuleDescription rule, Problem problem, Optional<String> silenced) {

    /**
     * A finding that counts.
     *
     * @param problem the problem
     * @return a finding under the rule of the problem's kind
     */
    public static Finding of(Problem problem) {
        // what stops everything, an option or the matrix, is known by its place
        ProblemKind otherwise = problem.at().isOption() ? ProblemKind.OPTION : ProblemKind.MATRIX;
        return new Finding(RuleDescription.of(problem.kind().orElse(otherwise)), problem, Optional.empty());
    }

    /** {@return whether nothing may be built while it is there} */
    public boolean isError() {
        return problem.isError() && silenced.isEmpty();
    }

    /** {@return {@code file:line:column: severity: what; mend [RUN003]}, on one line} */
    @Override
    public String toString() {
        return problem.toString().replaceAll("\\s*\\R\\s*", " ") + " [" + rule.id() + "]";
    }

    boolean canBeSilenced() {
        return problem.kind().map(ProblemKind::canBeSilenced).orElse(!problem.isError());
    }

    Finding silenced(String reason) {
        return new Finding(rule, problem, Optional.of(reason));
    }
}
