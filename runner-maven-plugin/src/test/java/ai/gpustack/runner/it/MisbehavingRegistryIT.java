package ai.gpustack.runner.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.gpustack.runner.engine.RealEngine;
import ai.gpustack.runner.it.MisbehavingRegistry.Behaviour;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@NeedsEngine(registry = Machine.REGISTRY)
class MisbehavingRegistryIT {

    private static final String REAL = Machine.REGISTRY;

    private final HttpClient client = HttpClient.newHttpClient();
    private final String repository = "it-" + UUID.randomUUID() + "/image";
    private MisbehavingRegistry registry;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        registry = new MisbehavingRegistry(REAL);
    }

    @AfterEach
    void end() {
        registry.close();
    }

    private HttpResponse<String> send(String method, String path, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://" + registry.address() + path))
                .timeout(Duration.ofSeconds(2))
                .method(method, body)
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path, BodyPublishers.noBody());
    }

    private String newUpload() throws IOException, InterruptedException {
        HttpResponse<String> answer = send("POST", "/v2/" + repository + "/blobs/uploads/", BodyPublishers.noBody());
        assertThat(answer.statusCode()).isEqualTo(202);
        String location = answer.headers().firstValue("Location").orElseThrow();
        assertThat(location).startsWith("http://" + registry.address() + "/");
        return URI.create(location).getRawPath() + "?" + URI.create(location).getRawQuery();
    }

    @Test
    void an_image_that_the_engine_pushes_through_it_arrives_whole() throws IOException {
        var payload = new byte[3_000_000];
        new Random(5).nextBytes(payload);
        Files.write(folder.resolve("payload"), payload);
        Files.writeString(folder.resolve("Dockerfile"), "FROM scratch\nCOPY payload /\n");

        String image = registry.address() + "/" + repository + ":whole";
        new RealEngine().docker(Duration.ofMinutes(2), "buildx", "build", "--push", "--tag", image, folder.toString());

        assertThat(new PushedImages(REAL, repository).digest("whole"))
                .isNotNull()
                .isEqualTo(new PushedImages(registry.address(), repository).digest("whole"));
        assertThat(registry.requests()).extracting("method").contains("HEAD", "POST", "PUT");
    }

    @Test
    void an_answer_holds_for_as_many_requests_as_its_rule_says() throws IOException, InterruptedException {
        registry.on("GET", "/v2/", 1, Behaviour.tooManyRequests(Duration.ofSeconds(7)))
                .on("GET|HEAD", "/v2/", 1, Behaviour.status(503, "UNAVAILABLE"));

        HttpResponse<String> first = get("/v2/");
        assertThat(first.statusCode()).isEqualTo(429);
        assertThat(first.headers().firstValue("Retry-After")).contains("7");
        assertThat(first.body()).contains("TOOMANYREQUESTS");
        assertThat(get("/v2/").statusCode()).isEqualTo(503);
        assertThat(get("/v2/").statusCode()).isEqualTo(200);
        assertThat(registry.requests())
                .extracting(MisbehavingRegistry.Request::met)
                .last()
                .isEqualTo(new Behaviour.Pass());
    }

    @Test
    void an_answer_reaches_a_client_that_has_not_sent_its_body_yet() throws IOException, InterruptedException {
        registry.always("PATCH", ".*", Behaviour.status(403, "DENIED"));

        HttpResponse<String> answer = send("PATCH", newUpload(), BodyPublishers.ofByteArray(new byte[5_000_000]));

        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void a_reset_comes_in_the_middle_of_the_body() throws IOException, InterruptedException {
        registry.on("PATCH", ".*", 1, new Behaviour.Reset(100_000));
        String upload = newUpload();

        assertThatThrownBy(() -> send("PATCH", upload, BodyPublishers.ofByteArray(new byte[5_000_000])))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(HttpTimeoutException.class);
    }

    @Test
    void what_hangs_never_answers_and_what_is_slow_takes_its_time() {
        registry.on("GET", "/v2/", 1, new Behaviour.Hang()).on("GET", "/v2/", 1, new Behaviour.Slow(1));

        assertThatThrownBy(() -> get("/v2/")).isInstanceOf(HttpTimeoutException.class);
        assertThatThrownBy(() -> get("/v2/")).isInstanceOf(HttpTimeoutException.class);
        assertThat(registry.requests(new Behaviour.Slow(1))).hasSize(1);
    }

    @Test
    void it_behaves_again_when_it_is_told_to() throws IOException, InterruptedException {
        registry.always(".*", ".*", Behaviour.unauthorized());
        assertThat(get("/v2/").statusCode()).isEqualTo(401);

        registry.behave();

        assertThat(get("/v2/").statusCode()).isEqualTo(200);
    }
}
