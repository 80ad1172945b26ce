package ai.gpustack.runner.buildx;

import ai.gpustack.runner.process.Ending;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;

/** A build that is kept from coming to its end, and its steps with it. For one build only. */
public final class Hold {

    private final Ending ending = new Ending();
    private final CountDownLatch end = new CountDownLatch(1);
    private boolean isOn = true;

    /** {@return whether it goes on, or is going to begin} */
    public synchronized boolean isOn() {
        return isOn;
    }

    /** Ends it; returns when it has ended. */
    public void end() {
        isOver();
        ending.end();
    }

    /** It has come to its end. */
    void isOver() {
        synchronized (this) {
            isOn = false;
        }
        end.countDown();
    }

    Ending ending() {
        return ending;
    }

    /** Reads of what is built just enough to know that there is something. */
    void stall(InputStream out) throws IOException {
        if (out.read() < 0) {
            return;
        }
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
