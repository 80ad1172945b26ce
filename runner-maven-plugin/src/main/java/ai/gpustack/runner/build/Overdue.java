package ai.gpustack.runner.build;

import java.util.Collection;

/** Decides when a bake in which images hang is ended, so that their healthy neighbours finish first. */
final class Overdue {

    private Overdue() {}

    /**
     * Whether a bake is ended. One target of a bake can't be ended alone: a signal aborts its neighbours too (measured, buildx
     * 0.38.2). So those that hang are left until nothing else can go on.
     *
     * @param <T> the images' type
     * @param overdue those that have taken longer than they may, and still do something
     * @param running all that have begun and still do something (one whose image is done may write its cache), those that are overdue
     *     included
     * @param waiting how many haven't begun
     * @param parallel how many may run at a time
     * @return whether only images that hang are running, and no other can begin beside them
     */
    static <T> boolean endsBake(Collection<T> overdue, Collection<T> running, int waiting, int parallel) {
        return !overdue.isEmpty() && overdue.containsAll(running) && (waiting == 0 || overdue.size() >= parallel);
    }
}
