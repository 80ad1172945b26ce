package ai.gpustack.runner.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** The tests need a Docker engine of this machine, as {@link Need#ENGINE} says. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsCondition.class)
public @interface NeedsEngine {

    /** A registry that they need, too, as host and port; empty for none. */
    String registry() default "";
}
