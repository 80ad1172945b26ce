package ai.gpustack.runner.report;

import ai.gpustack.runner.matrix.Matrix;
import ai.gpustack.runner.plan.NameGrammar;

/** The recogniser of image tags that other programs use. */
final class PlanRegexp {

    private PlanRegexp() {}

    static String of(Matrix matrix) {
        NameGrammar grammar = NameGrammar.of(matrix);
        return "java: " + grammar.java() + "\npython: " + grammar.python() + "\n";
    }
}
