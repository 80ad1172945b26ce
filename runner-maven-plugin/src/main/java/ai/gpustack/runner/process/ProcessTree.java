package ai.gpustack.runner.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process and all that it started. */
final class ProcessTree {

    /** How long a process tree that was asked to end may take before it is ended by force. */
    private static final Duration GRACE = Duration.ofSeconds(4);

    /** How often it is looked again for the children of a program that starts ever more of them. */
    private static final int LOOKS = 5;

    private ProcessTree() {}

    /** Asks a process and all that it started to end, and ends by force what is still there after {@link #GRACE}. */
    static void end(ProcessHandle root) {
        // The tree is read before anything ends: children of a process that has ended can't be found any more.
        List<ProcessHandle> tree = of(root);
        tree.forEach(ProcessHandle::destroy);
        long deadline = System.nanoTime() + GRACE.toNanos();
        for (ProcessHandle process : tree) {
            try {
                process.onExit().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            } catch (Exception e) {
                break; // time is over: the rest is ended by force
            }
        }
        tree.forEach(ProcessHandle::destroyForcibly);
    }

    /** To look for children takes milliseconds, in which a program that has just been started may start others: so, twice. */
    private static List<ProcessHandle> of(ProcessHandle root) {
        List<ProcessHandle> tree = look(root);
        for (int again = 0; again < LOOKS; again++) {
            List<ProcessHandle> before = tree;
            tree = look(root);
            if (before.containsAll(tree)) {
                break;
            }
        }
        return tree;
    }

    private static List<ProcessHandle> look(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants()).toList();
    }
}
