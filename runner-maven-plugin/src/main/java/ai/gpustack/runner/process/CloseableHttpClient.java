package ai.gpustack.runner.process;

import java.net.http.HttpClient;
import java.util.concurrent.FutureTask;

/**
 * The JDK's HTTP client with an end. Before Java 21 it has none: its selector thread waits in native code until the client is
 * collected, and a JVM that exits waits for such threads, 300 ms in vain (HotSpot's
 * {@code VM_Exit::wait_for_threads_in_native_to_block}; measured: a third of what a build takes that has nothing to do).
 */
public final class CloseableHttpClient implements AutoCloseable {

    // A client's selector thread is in the group of the thread that builds the client, and ends when it is interrupted.
    private final ThreadGroup threads = new ThreadGroup("runner http");
    private final HttpClient client;

    /**
     * A client.
     *
     * @param builder what it is made with
     * @throws Interrupted if this thread was interrupted
     */
    public CloseableHttpClient(HttpClient.Builder builder) {
        var building = new FutureTask<>(builder::build);
        new Thread(threads, building, "build HTTP client").start();
        this.client = Results.of(building, "HTTP client");
    }

    /** {@return the client; it answers nothing any more once this is closed} */
    public HttpClient get() {
        return client;
    }

    /** {@return how many threads of the client are alive} */
    int threads() {
        return threads.activeCount();
    }

    /** Ends the client's threads. Requests that are still under way fail. */
    @Override
    public void close() {
        threads.interrupt();
    }
}
