package ai.gpustack.runner.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.gpustack.runner.it.Waiting;
import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.plan.Reference;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Interrupted;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HttpRegistryTest {

    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
    private static final String IMAGE = """
            {"schemaVersion": 2, "mediaType": "%s",
             "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": "sha256:c0", "size": 7},
             "layers": [{"mediaType": "%s", "digest": "sha256:10", "size": 1000}, {"mediaType": "%s", "digest": "sha256:11", "size": 200}],
             "annotations": {"ai.gpustack.runner.id": "abc"}}
            """.formatted(MediaTypes.OCI_MANIFEST, LAYER, LAYER);
    private static final String INDEX = """
            {"schemaVersion": 2, "mediaType": "%s", "annotations": {"k": "v"}, "manifests": [
             {"mediaType": "%s", "digest": "sha256:a", "size": 3, "platform": {"os": "linux", "architecture": "amd64"}, "annotations": {"x": "y"}},
             {"mediaType": "%s", "digest": "sha256:b", "size": 4, "platform": {"os": "linux", "architecture": "arm64", "variant": "v8"}},
             {"mediaType": "%s", "digest": "sha256:c", "size": 5, "platform": {"os": "linux", "architecture": "arm", "variant": "v7"}},
             {"mediaType": "%s", "digest": "sha256:d", "size": 6, "platform": {"os": "unknown", "architecture": "unknown"},
              "annotations": {"vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": "sha256:a"}}]}
            """.formatted(
                    MediaTypes.OCI_INDEX,
                    MediaTypes.OCI_MANIFEST,
                    MediaTypes.OCI_MANIFEST,
                    MediaTypes.OCI_MANIFEST,
                    MediaTypes.OCI_MANIFEST);

    private FakeRegistry fake;
    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private HttpRegistry registry;
    private Reference tag;
    private String digest;

    @BeforeEach
    void hold_an_image() throws IOException {
        fake = new FakeRegistry();
        digest = fake.put("team/runner", "one", MediaTypes.OCI_MANIFEST, IMAGE);
        tag = Reference.tag(fake.host() + "/team/runner", "one");
        registry = registry(host -> Optional.empty());
    }

    @AfterEach
    void close() {
        fake.close();
    }

    private HttpRegistry registry(Credentials.Source credentials) {
        return new HttpRegistry(
                Set.of(),
                credentials,
                Map.of(),
                Duration.ofSeconds(2),
                List.of(Duration.ofMillis(5), Duration.ofMillis(5)),
                said::add);
    }

    @Test
    void head_tells_type_digest_and_size_without_a_pull() {
        assertThat(registry.head(tag)).contains(new Descriptor(MediaTypes.OCI_MANIFEST, digest, IMAGE.length()));
        assertThat(fake.requests()).containsExactly("HEAD /v2/team/runner/manifests/one");
    }

    @Test
    void what_is_not_there_is_empty() {
        assertThat(registry.head(Reference.tag(fake.host() + "/team/runner", "two")))
                .isEmpty();
        assertThat(registry.manifest(Reference.tag(fake.host() + "/no/such", "one")))
                .isEmpty();
    }

    @Test
    void an_image_manifest_has_its_annotations_configuration_and_layers() {
        var image = (Manifest.Image) registry.manifest(tag).orElseThrow();

        assertThat(image.annotations()).isEqualTo(Map.of("ai.gpustack.runner.id", "abc"));
        assertThat(image.config().digest()).isEqualTo("sha256:c0");
        assertThat(image.layers()).extracting(Descriptor::digest).containsExactly("sha256:10", "sha256:11");
        assertThat(image.transferSize()).isEqualTo(IMAGE.length() + 7 + 1200);
        assertThat(image.descriptor().isIndex()).isFalse();
    }

    @Test
    void an_index_tells_images_from_attestations() {
        String digest = fake.put("team/runner", "dev", MediaTypes.OCI_INDEX, INDEX);

        var index = (Manifest.Index) registry.manifest(
                        Reference.tag(fake.host() + "/team/runner", "dev").at(digest))
                .orElseThrow();

        assertThat(index.descriptor()).isEqualTo(new Descriptor(MediaTypes.OCI_INDEX, digest, INDEX.length()));
        assertThat(index.descriptor().isIndex()).isTrue();
        assertThat(index.annotations()).isEqualTo(Map.of("k", "v"));
        assertThat(index.entries()).hasSize(4);
        assertThat(index.images())
                .extracting(entry -> entry.platform().orElseThrow().toString())
                .containsExactly("linux/amd64", "linux/arm64", "linux/arm/v7");
        assertThat(index.image(Platform.parse("linux/arm64").orElseThrow())
                        .orElseThrow()
                        .descriptor()
                        .digest())
                .isEqualTo("sha256:b");
        assertThat(index.entries().get(3).isAttestation()).isTrue();
    }

    @Test
    void content_with_another_digest_is_refused() {
        Reference asked = tag.at("sha256:" + "1".repeat(64));
        fake.putCorrupt("team/runner", asked.digest().orElseThrow(), MediaTypes.OCI_MANIFEST, IMAGE);

        assertThatThrownBy(() -> registry.manifest(asked))
                .isInstanceOf(BrokenEnvironment.class)
                .hasMessageContaining("other content: " + digest + " instead of sha256:1111");
        assertThatThrownBy(() -> registry.head(asked)).hasMessageContaining("other content");
    }

    @Test
    void a_head_without_a_digest_is_followed_by_a_get() {
        fake.next(FakeRegistry.withoutDigest(MediaTypes.OCI_MANIFEST, IMAGE));

        assertThat(registry.head(tag)).contains(new Descriptor(MediaTypes.OCI_MANIFEST, digest, IMAGE.length()));
        assertThat(fake.requests()).hasSize(2);
    }

    @Test
    void an_answer_that_is_no_manifest_is_refused() {
        fake.next(FakeRegistry.withoutDigest("text/html", "<html>log in to the hotel's network</html>"));

        assertThatThrownBy(() -> registry.manifest(tag))
                .isInstanceOf(BrokenEnvironment.class)
                .hasMessageContaining("text/html, which is no manifest");
    }

    @Test
    void a_registry_that_is_briefly_unwell_is_asked_again() {
        fake.next(FakeRegistry.status(503), FakeRegistry.status(429));

        assertThat(registry.head(tag)).isPresent();
        assertThat(fake.requests()).hasSize(3);
        assertThat(said).isEmpty();
    }

    @Test
    void a_closed_connection_is_tried_again() {
        fake.next(FakeRegistry.reset(), FakeRegistry.reset());

        assertThat(registry.manifest(tag)).isPresent();
    }

    @Test
    void a_registry_that_stays_unwell_is_a_broken_environment() {
        fake.next(FakeRegistry.status(500), FakeRegistry.status(500), FakeRegistry.status(500));

        assertThatThrownBy(() -> registry.manifest(tag))
                .isInstanceOf(BrokenEnvironment.class)
                .hasMessage("registry " + fake.host() + " answered 500 when asked for " + tag
                        + ": no; look into its log, or try again later");
    }

    @Test
    void a_silent_registry_is_left_after_the_time_is_over() {
        var impatient = new HttpRegistry(
                Set.of(), host -> Optional.empty(), Map.of(), Duration.ofMillis(200), List.of(), said::add);
        fake.next(FakeRegistry.silence());

        long begin = System.nanoTime();
        assertThatThrownBy(() -> impatient.head(tag))
                .isInstanceOf(BrokenEnvironment.class)
                .hasMessageContaining("no answer");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void who_waits_long_for_a_registry_is_told_what_for() throws InterruptedException {
        try (var patient = new HttpRegistry(
                Set.of(),
                host -> Optional.empty(),
                Map.of(),
                Duration.ofMillis(200),
                List.of(Duration.ofHours(1)),
                said::add)) {
            fake.next(FakeRegistry.silence());
            var asks = new Thread(() -> assertThatThrownBy(() -> patient.head(tag)));
            asks.start();
            Waiting.until("the wait is told", Duration.ofSeconds(10), () -> !said.isEmpty());
            asks.interrupt();
            asks.join();
        }
        assertThat(said)
                .containsExactly("registry " + fake.host()
                        + " doesn't answer: no answer within 0 s; it is asked again in 3600 s");
    }

    @Test
    void a_registry_that_is_down_says_how_to_mend_it() throws IOException {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThatThrownBy(() -> registry.head(Reference.tag("localhost:" + free + "/team/runner", "one")))
                .isInstanceOf(BrokenEnvironment.class)
                .hasMessage(
                        "no answer from registry localhost:" + free
                                + ": connection refused; see whether it runs and can be reached from here; another one for the images is given with -Drunner.registry=HOST:PORT");
    }

    @Test
    void an_unknown_name_is_said_to_be_one() {
        assertThatThrownBy(() -> registry.head(Reference.tag("registry.invalid:5000/team/runner", "one")))
                .isInstanceOf(BrokenEnvironment.class)
                .hasMessageContaining("registry registry.invalid:5000: its name isn't known");
    }

    @Test
    void a_clear_text_registry_that_is_asked_by_tls_says_which_option_mends_it() throws IOException {
        // A name that is no loopback name to Docker, so TLS is tried; answered as Go's HTTP server answers that.
        try (var socket = new ServerSocket(0)) {
            var thread = new Thread(() -> answerInClearText(socket));
            thread.start();
            String host = "0.0.0.0:" + socket.getLocalPort();

            assertThatThrownBy(() -> registry.head(Reference.tag(host + "/team/runner", "one")))
                    .isInstanceOf(BrokenEnvironment.class)
                    .hasMessageContaining("no secure connection to registry " + host)
                    .hasMessageContaining("-Drunner.insecure=" + host);
        }
    }

    private static void answerInClearText(ServerSocket socket) {
        while (!socket.isClosed()) {
            try (var connection = socket.accept()) {
                // All of the client's hello: closing with unread bytes would reset the connection.
                connection.getInputStream().read(new byte[8192]);
                connection
                        .getOutputStream()
                        .write("HTTP/1.0 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // the test is over, or fails for want of an answer
            }
        }
    }

    @Test
    void a_registry_that_is_named_insecure_is_asked_in_clear_text() {
        String host = "0.0.0.0:" + fake.host().replace("localhost:", "");

        assertThat(new HttpRegistry(Set.of(host), h -> Optional.empty(), Map.of(), said::add)
                        .head(Reference.tag(host + "/team/runner", "one")))
                .isPresent();
    }

    @Test
    void basic_credentials_are_shown_once_they_are_asked_for() {
        fake.wantBasic("me", "se:cret");
        HttpRegistry mine = registry(host -> Optional.of(new Credentials(Optional.of("me"), "se:cret")));

        assertThat(mine.head(tag)).isPresent();
        assertThat(mine.head(tag)).isPresent();
        assertThat(fake.requests()).hasSize(3);
    }

    @Test
    void a_token_is_got_for_credentials_and_kept() {
        fake.wantToken("me", "secret");
        HttpRegistry mine = registry(host -> Optional.of(new Credentials(Optional.of("me"), "secret")));

        assertThat(mine.manifest(tag)).isPresent();
        assertThat(mine.manifest(tag)).isPresent();
        assertThat(fake.requests().stream().filter(request -> request.contains("/token")))
                .hasSize(1);
    }

    @Test
    void a_public_registry_gives_a_token_to_anyone() {
        fake.wantToken("", "");

        assertThat(registry.head(tag)).isPresent();
    }

    @Test
    void wrong_credentials_are_a_broken_environment_that_never_names_the_secret() {
        fake.wantToken("me", "secret");
        HttpRegistry mine = registry(host -> Optional.of(new Credentials(Optional.of("me"), "wr0ng-secret")));

        assertThatThrownBy(() -> mine.head(tag))
                .isInstanceOf(BrokenEnvironment.class)
                .hasMessageContaining("doesn't show " + tag
                        + " (401), also with the credentials that there are for it; see whether they hold and may pull there, or log in anew with 'docker login "
                        + fake.host() + "'")
                .hasMessageNotContaining("wr0ng");
        assertThat(new Credentials(Optional.of("me"), "wr0ng-secret").toString())
                .doesNotContain("wr0ng");
    }

    @Test
    void a_redirect_is_followed_and_another_host_sees_no_credentials() throws IOException {
        try (var other = new FakeRegistry()) {
            other.put("team/runner", "one", MediaTypes.OCI_MANIFEST, IMAGE);
            fake.wantBasic("me", "secret");
            HttpRegistry mine = registry(host -> Optional.of(new Credentials(Optional.of("me"), "secret")));
            assertThat(mine.head(tag)).isPresent();
            fake.next(FakeRegistry.redirect("http://" + other.host() + "/v2/team/runner/manifests/one"));

            assertThat(mine.manifest(tag)).isPresent();
            assertThat(other.requests()).containsExactly("GET /v2/team/runner/manifests/one");
        }
    }

    @Test
    void many_threads_may_ask_at_once() {
        fake.wantToken("me", "secret");
        HttpRegistry mine = registry(host -> Optional.of(new Credentials(Optional.of("me"), "secret")));

        assertThat(IntStream.range(0, 64)
                        .parallel()
                        .filter(i -> mine.head(tag).isPresent())
                        .count())
                .isEqualTo(64);
    }

    @Test
    void an_interrupted_thread_stops_waiting() throws InterruptedException {
        var seen = new AtomicReference<Throwable>();
        fake.next(FakeRegistry.silence());
        var thread = new Thread(() -> {
            try {
                registry.head(tag);
            } catch (Interrupted e) {
                seen.set(e);
            }
        });
        thread.start();
        Thread.sleep(100);
        thread.interrupt();
        thread.join(1_500);

        assertThat(seen.get()).isInstanceOf(Interrupted.class);
    }

    @Test
    void tags_are_those_of_all_pages() {
        fake.next(
                FakeRegistry.page(
                        "{\"name\": \"team/runner\", \"tags\": [\"a\", \"b\"]}",
                        "</v2/team/runner/tags/list?last=b>; rel=\"next\""),
                FakeRegistry.page("{\"name\": \"team/runner\", \"tags\": [\"c\"]}", ""));

        assertThat(registry.tags(tag)).containsExactly("a", "b", "c");
        assertThat(fake.requests()).containsExactly("GET /v2/team/runner/tags/list", "GET /v2/team/runner/tags/list");
    }

    @Test
    void a_repository_that_is_not_there_has_no_tags() {
        assertThat(registry.tags(Reference.tag(fake.host() + "/no/such", "any")))
                .isEmpty();
    }

    @Test
    void a_next_page_at_another_host_is_not_asked_for() {
        fake.next(FakeRegistry.page("{\"tags\": null}", "<http://127.0.0.1:9/v2/team/runner/tags/list>; rel=\"next\""));

        assertThat(registry.tags(tag)).isEmpty();
        assertThat(fake.requests()).hasSize(1);
    }

    @Test
    void what_nobody_waits_for_is_asked_once() {
        fake.next(FakeRegistry.status(503));

        assertThatThrownBy(() -> registry.once().manifest(tag)).isInstanceOf(BrokenEnvironment.class);
        assertThat(fake.requests()).hasSize(1);
        assertThat(registry.once().manifest(tag)).isPresent();
    }
}
