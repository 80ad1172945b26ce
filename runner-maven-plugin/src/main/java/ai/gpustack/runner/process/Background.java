package ai.gpustack.runner.process;

import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Something that is found out while something else is done.
 *
 * @param <T> what is found out
 */
public final class Background<T> {

    private final FutureTask<T> task;

    private Background(Supplier<T> work) {
        this.task = new FutureTask<>(work::get);
    }

    /**
     * Begins.
     *
     * @param name what is done, as threads are called
     * @param work what is done
     * @param <T> what is found out
     * @return what is going to be found out
     */
    public static <T> Background<T> of(String name, Supplier<T> work) {
        var background = new Background<>(work);
        var thread = new Thread(background.task, name);
        thread.setDaemon(true);
        thread.start();
        return background;
    }

    /**
     * Waits for what is found out. If this thread is interrupted meanwhile, the work is, too.
     *
     * @return it
     * @throws Interrupted if this thread was interrupted
     * @throws RuntimeException what the work threw
     */
    public T get() {
        return Results.of(task, "work in the background");
    }
}
