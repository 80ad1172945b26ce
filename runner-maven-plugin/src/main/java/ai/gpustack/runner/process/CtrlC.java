package ai.gpustack.runner.process;

import java.lang.reflect.Proxy;

/**
 * Sees to it that Ctrl-C ends Java in an orderly way, so that its shutdown hooks run: they end programs, remove containers and
 * tidy up the screen. Java does so by itself, but at a terminal Maven 4 gives the signal back to the system, which ends Java at
 * once (measured with 4.0.0-rc-6).
 */
public final class CtrlC {

    /** What a shell says of a program that SIGINT ended: 128 + 2. */
    private static final int STATUS = 130;

    private CtrlC() {}

    /** Makes Ctrl-C orderly again where it isn't, from now on. A handler that somebody has put there on purpose stays. */
    public static void makeOrderly() {
        makeOrderly("INT");
    }

    /** The same for any signal. */
    static void makeOrderly(String name) {
        try {
            // By reflection, as the compiler warns of every mention of these, and no annotation silences it.
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            var handle = signal.getMethod("handle", signal, handler);
            Object interrupt = signal.getConstructor(String.class).newInstance(name);
            Object ends = Proxy.newProxyInstance(
                    CtrlC.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        // On a thread of its own: the one that hears signals mustn't wait for hooks.
                        new Thread(() -> System.exit(STATUS), "ctrl-c").start();
                        return null;
                    });
            Object before = handle.invoke(null, interrupt, ends);
            if (before != handler.getField("SIG_DFL").get(null)) {
                handle.invoke(null, interrupt, before);
            }
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // There are no such signals here, or they are left to somebody else (java -Xrs): it stays as it is.
        }
    }
}
