package ai.gpustack.runner.release;

import ai.gpustack.runner.engine.Container;
import ai.gpustack.runner.engine.Engine;
import ai.gpustack.runner.engine.NewContainer;
import ai.gpustack.runner.process.CloseableHttpClient;
import ai.gpustack.runner.process.Pause;
import ai.gpustack.runner.release.SmokeTestFile.CopiedFile;
import ai.gpustack.runner.release.SmokeTestFile.Request;
import ai.gpustack.runner.release.SmokeTestFile.ServiceTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** One service test: the image's service is started, waited for, asked, and removed. */
final class ServiceRun {

    private static final Duration BETWEEN_POLLS = Duration.ofMillis(300);
    private static final Duration POLL = Duration.ofSeconds(5);
    private static final int LOG_LINES = 15;

    private final Engine engine;
    private final Subject subject;
    private final ServiceTest test;
    private final CloseableHttpClient client = new CloseableHttpClient(
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(POLL));

    ServiceRun(Engine engine, Subject subject, ServiceTest test) {
        this.engine = engine;
        this.subject = subject;
        this.test = test;
    }

    /** Runs the test, once; what is wrong, each as a sentence, with the end of the service's log. */
    List<String> failures() {
        var wanted = new NewContainer(
                subject.reference(),
                subject.platform(),
                test.environment(),
                true,
                test.command(),
                Optional.of(test.port()));
        try (client;
                Container container = engine.create(wanted)) {
            for (CopiedFile file : test.files()) {
                Optional<String> refusal = container.copyIn(file.source(), file.target());
                if (refusal.isPresent()) {
                    return List.of(file.target() + " can't be copied: " + refusal.get());
                }
            }
            Optional<String> refusal = container.start();
            if (refusal.isPresent()) {
                return List.of("it can't be started: " + Expectations.end(refusal.get()));
            }
            List<String> failures = ask(container);
            return failures.isEmpty() ? failures : withLog(failures, container);
        }
    }

    private static List<String> withLog(List<String> failures, Container container) {
        String log = container.logs(LOG_LINES);
        var all = new ArrayList<>(failures);
        all.add(log.isEmpty() ? "its log is empty" : "its log ends with " + Expectations.end(log));
        return all;
    }

    private List<String> ask(Container container) {
        Optional<URI> service = container.published(test.port());
        if (service.isEmpty()) {
            return List.of(ended(container.state()));
        }
        Optional<String> unready = awaitReady(container, service.get());
        if (unready.isPresent()) {
            return List.of(unready.get());
        }
        var failures = new ArrayList<String>();
        for (Request request : test.requests()) {
            failures.addAll(ask(container, service.get(), request));
        }
        return failures;
    }

    private Optional<String> awaitReady(Container container, URI service) {
        long deadline = System.nanoTime() + test.ready().timeout().toNanos();
        var poll = HttpRequest.newBuilder(service.resolve(test.ready().path())).build();
        String last = "it was never asked";
        do {
            try {
                int status = send(poll, POLL).statusCode();
                if (status == test.ready().status()) {
                    return Optional.empty();
                }
                last = "it answered " + status;
            } catch (IOException e) {
                last = "it didn't answer (" + words(e) + ")";
            }
            Container.State state = container.state();
            if (!state.running()) {
                return Optional.of(ended(state) + " before it was ready");
            }
            Pause.of(BETWEEN_POLLS, "smoke test '" + test.name() + "'");
        } while (System.nanoTime() < deadline);
        return Optional.of("expected status " + test.ready().status() + " from "
                + test.ready().path() + " within " + seconds(test.ready().timeout()) + ", found none: " + last);
    }

    private static String ended(Container.State state) {
        return "it ended with status " + state.exitStatus() + (state.outOfMemory() ? " for want of memory" : "");
    }

    private List<String> ask(Container container, URI service, Request request) {
        var publisher = request.body().isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(request.body());
        try {
            var message =
                    HttpRequest.newBuilder(service.resolve(request.path())).method(request.method(), publisher);
            request.headers().forEach(message::header);
            HttpResponse<String> answer = send(message.build(), request.timeout());
            return Expectations.response(request, answer.statusCode(), answer.body());
        } catch (IllegalArgumentException e) {
            return List.of(request.name() + ": can't be sent: " + e.getMessage());
        } catch (IOException e) {
            Container.State state = container.state();
            String ending = state.running() ? "" : "; " + ended(state);
            return List.of(request.name() + ": expected an answer within " + seconds(request.timeout())
                    + ", found none (" + words(e) + ")" + ending);
        }
    }

    private HttpResponse<String> send(HttpRequest request, Duration patience) throws IOException {
        try {
            return client.send(
                    request, HttpResponse.BodyHandlers.ofString(), patience, "smoke test '" + test.name() + "'");
        } catch (TimeoutException e) {
            throw new IOException("no answer in time", e);
        }
    }

    private static String words(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
