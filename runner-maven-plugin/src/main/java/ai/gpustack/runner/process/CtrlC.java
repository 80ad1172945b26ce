package ai.gpustack.runner.process;

import java.lang.reflect.Proxy;

/**
 * Sees to it that Ctrl-C ends Java in an orderly way, so that its shutdown hooks run: they end programs and tidy up. Java does
 * so by itself, but Maven 4 gives the signal back to the system at a terminal (measured with 4.0.0-rc-6), which ends Java at
 * once.
 */
public final class CtrlC implements AutoCloseable {

    /** What a shell says of a program that SIGINT ended: 128 + 2. */
    private static final int STATUS = 130;

    private final Restore restore;

    @FunctionalInterface
    private interface Restore {
        void run() throws ReflectiveOperationException;
    }

    private CtrlC(Restore restore) {
        this.restore = restore;
    }

    /**
     * Makes Ctrl-C orderly, until this is closed.
     *
     * @return what puts back what was there before
     */
    public static CtrlC orderly() {
        try {
            // By reflection, as the compiler warns of every mention of it, and no annotation silences that.
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            var handle = signal.getMethod("handle", signal, handler);
            Object interrupt = signal.getConstructor(String.class).newInstance("INT");
            Object exits = Proxy.newProxyInstance(
                    CtrlC.class.getClassLoader(), new Class<?>[] {handler}, (self, method, args) -> {
                        // On a thread of its own: the one that handles signals mustn't wait for hooks.
                        new Thread(() -> System.exit(STATUS), "ctrl-c").start();
                        return null;
                    });
            Object before = handle.invoke(null, interrupt, exits);
            Restore restore = () -> handle.invoke(null, interrupt, before);
            if (before == handler.getField("SIG_DFL").get(null)) {
                return new CtrlC(restore);
            }
            restore.run();
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // There are no signals here, or they are somebody else's (-Xrs): then it stays as it is.
        }
        return new CtrlC(() -> {});
    }

    @Override
    public void close() {
        try {
            restore.run();
        } catch (ReflectiveOperationException e) {
            // Nothing that was possible a moment ago is impossible now but for the end of Java itself.
        }
    }
}
