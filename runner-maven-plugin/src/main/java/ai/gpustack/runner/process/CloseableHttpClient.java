package ai.gpustack.runner.process;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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

    /**
     * Sends a request. A request's own timeout ends with the headers; this one holds for the body too.
     *
     * @param request the request
     * @param body what becomes of the answer's body
     * @param patience how long the whole answer may take
     * @param what what it is, for the message of an interrupt
     * @param <T> the body's type
     * @return the answer, whatever the status
     * @throws IOException if there was none
     * @throws TimeoutException if there was none in time
     * @throws Interrupted if this thread was interrupted
     */
    public <T> HttpResponse<T> send(
            HttpRequest request, HttpResponse.BodyHandler<T> body, Duration patience, String what)
            throws IOException, TimeoutException {
        CompletableFuture<HttpResponse<T>> answer = client.sendAsync(request, body);
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw e;
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new Interrupted(what);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        }
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
