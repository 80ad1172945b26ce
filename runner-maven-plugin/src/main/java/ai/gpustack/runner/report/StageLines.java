package ai.gpustack.runner.report;

import ai.gpustack.runner.process.ExitHook;
import ai.gpustack.runner.release.StageListener;
import ai.gpustack.runner.source.Count;

/** How a goal gets on, as lines; where Java is ended before it, by Ctrl-C say, the last ones tell how far it came. */
public final class StageLines implements StageListener, AutoCloseable {

    private final LineLog log;
    private final int total;
    private final String noun;
    private final String verb;
    private final ExitHook hook;
    private String underWay = "";
    private int done;
    private boolean isOver;

    /**
     * Lines.
     *
     * @param log takes them
     * @param total how many there are to be done
     * @param noun what each of them is: {@code image}
     * @param verb what is done with it: {@code tested}
     */
    public StageLines(LineLog log, int total, String noun, String verb) {
        this.log = log;
        this.total = total;
        this.noun = noun;
        this.verb = verb;
        this.hook = new ExitHook("end " + verb, this::brokenOff);
    }

    @Override
    public synchronized void begins(String what) {
        underWay = what;
    }

    @Override
    public synchronized void says(String sentence) {
        log.info(sentence);
    }

    @Override
    public synchronized void ended(String sentence) {
        underWay = "";
        done++;
        log.info(sentence);
    }

    /** Says how far it came; once, by whoever is first: the hook, or the goal that has come to its end by itself. */
    synchronized void brokenOff() {
        if (isOver || done == total) {
            return;
        }
        isOver = true;
        log.warn("ended before its time, with " + done + " of " + Count.of(total, noun) + " " + verb
                + "; without runner.force, the same command goes on");
        if (!underWay.isEmpty()) {
            log.warn("  was under way: " + underWay);
        }
    }

    @Override
    public void close() {
        if (hook.isJavaEnding()) {
            brokenOff();
        }
    }
}
