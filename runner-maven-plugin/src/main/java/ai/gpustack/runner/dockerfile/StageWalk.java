package ai.gpustack.runner.dockerfile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Goes through the instructions that build a target, each with the variables that it sees. */
final class StageWalk {

    /** Takes an instruction. */
    @FunctionalInterface
    interface Visitor {

        /**
         * Takes an instruction.
         *
         * @param instruction the instruction; of an ONBUILD in the parent, the one that it deferred
         * @param variables what it sees; they change with the next instruction
         */
        void visit(Instruction instruction, StageVariables variables);
    }

    private StageWalk() {}

    /** Visits the instructions of a closure's stages, in the file's order. */
    static void of(Closure closure, Visitor visitor) {
        Map<Integer, StageVariables> byStage = new HashMap<>();
        for (Stage stage : closure.stages()) {
            Optional<Stage> parent = closure.parent(stage);
            StageVariables variables = parent.map(Stage::number)
                    .map(byStage::get)
                    .map(StageVariables::copy)
                    .orElseGet(() -> StageVariables.ofImage(
                            closure.dockerfile(), stage.base().equals("scratch")));
            byStage.put(stage.number(), variables);
            for (Instruction instruction : instructions(stage, parent)) {
                variables.apply(instruction, closure.values());
                visitor.visit(instruction, variables);
            }
        }
    }

    /** The triggers that the parent's ONBUILD deferred come first. */
    private static List<Instruction> instructions(Stage stage, Optional<Stage> parent) {
        var all = new ArrayList<Instruction>();
        parent.ifPresent(p ->
                p.instructions().forEach(instruction -> instruction.trigger().ifPresent(all::add)));
        all.addAll(stage.instructions());
        return all;
    }
}
