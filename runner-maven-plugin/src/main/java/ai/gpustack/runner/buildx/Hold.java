package ai.gpustack.runner.buildx;

import ai.gpustack.runner.process.Ending;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;

/** A build that is kept from coming to its end, and its steps with it. For one build only. Safe for several threads. */
public final class Hold {

    private final CountDownLatch over = new CountDownLatch(1);
    private final Ending ending = new Ending(over::countDown);
    private volatile boolean isMade;

    /** {@return whether it goes on, or is going to begin} */
    public boolean isOn() {
        return over.getCount() > 0;
    }

    /** {@return whether all its steps are done: what it exports comes after them} */
    public boolean isMade() {
        return isMade;
    }

    /** Ends it; returns when it has ended, if it had begun. */
    public void end() {
        ending.end();
    }

    /** It didn't come to begin, or has ended. */
    void isOver() {
        over.countDown();
    }

    Ending ending() {
        return ending;
    }

    /** Reads of what is built just enough to know that there is something. */
    void stall(InputStream out) throws IOException {
        if (out.read() < 0) {
            return;
        }
        isMade = true;
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
