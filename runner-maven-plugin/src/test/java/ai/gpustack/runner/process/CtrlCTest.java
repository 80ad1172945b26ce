package ai.gpustack.runner.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CtrlCTest {

    /** In the place of INT, which Java leaves alone where it was started in the background, with INT ignored. */
    private static final String SIGNAL = "WINCH";

    private Object original;

    private static Class<?> handlers() throws ClassNotFoundException {
        return Class.forName("sun.misc.SignalHandler");
    }

    private static Object ofTheSystem() throws ReflectiveOperationException {
        return handlers().getField("SIG_DFL").get(null);
    }

    /** Sets a handler, and returns the one before it. */
    private static Object handle(Object handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        return signal.getMethod("handle", signal, handlers())
                .invoke(null, signal.getConstructor(String.class).newInstance(SIGNAL), handler);
    }

    @BeforeEach
    void remember() throws ReflectiveOperationException {
        original = handle(ofTheSystem());
    }

    @AfterEach
    void restore() throws ReflectiveOperationException {
        handle(original);
    }

    @Test
    void a_signal_that_was_given_back_to_the_system_is_java_s_again() throws ReflectiveOperationException {
        CtrlC.makeOrderly(SIGNAL);

        assertThat(handle(ofTheSystem())).isNotSameAs(ofTheSystem());
    }

    @Test
    void what_somebody_else_does_about_it_stays() throws ReflectiveOperationException {
        Object others = Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {handlers()},
                (self, method, arguments) -> method.getName().equals("hashCode") ? 0 : null);
        handle(others);
        CtrlC.makeOrderly(SIGNAL);

        assertThat(handle(ofTheSystem())).isSameAs(others);
    }
}
