package ai.gpustack.runner.it;

import java.lang.reflect.AnnotatedElement;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.TestAbortedException;

/** Skips the tests of a class, or one test, whose needs aren't met; fails where they have to be. */
final class NeedsCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<AnnotatedElement> element = context.getElement();
        try {
            AnnotationSupport.findAnnotation(element, NeedsEngine.class)
                    .ifPresent(needed -> Machine.needsEngineAnd(needed.registry()));
            if (AnnotationSupport.isAnnotated(element, NeedsWorkers.class)) {
                Worker.programs();
            }
            if (AnnotationSupport.isAnnotated(element, NeedsOwnEngine.class)) {
                OwnEngine.programs();
            }
        } catch (TestAbortedException e) {
            return ConditionEvaluationResult.disabled(e.getMessage());
        }
        return ConditionEvaluationResult.enabled("all is there that it needs");
    }
}
