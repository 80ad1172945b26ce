package ai.gpustack.runner.it;

import ai.gpustack.runner.engine.RealEngine;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.opentest4j.TestAbortedException;

/** What the sample projects need of this machine. */
public final class Machine {

    private Machine() {}

    /**
     * Whether sample projects that need an engine and a registry can run here. A line on standard error says how to get what
     * is missing; the script's own output is only in the project's log.
     *
     * @param registry the registry, as host and port
     * @return whether both are there
     * @throws AssertionError if one isn't, and {@code RUNNER_IT_ENGINE=required} says that it should be
     */
    public static boolean hasEngineAnd(String registry) {
        try {
            RealEngine.orSkip();
        } catch (TestAbortedException e) {
            return skip(e.getMessage());
        }
        if (new PushedImages(registry, "any/any").answers()) {
            return true;
        }
        String sentence = "needs a registry at " + registry + ": 'dev/engine registry' gives one";
        if ("required".equals(System.getenv("RUNNER_IT_ENGINE"))) {
            throw new AssertionError(sentence);
        }
        return skip(sentence);
    }

    private static boolean skip(String sentence) {
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8)
                .println("skipped: " + sentence);
        return false;
    }
}
