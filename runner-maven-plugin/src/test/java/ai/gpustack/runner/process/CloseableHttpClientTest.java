package ai.gpustack.runner.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CloseableHttpClientTest {

    private HttpServer server;

    @BeforeEach
    void serve() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    @Timeout(20)
    void no_thread_is_left_when_it_is_closed() throws Exception {
        try (var client = new CloseableHttpClient(HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)))) {
            assertThat(status(client)).isEqualTo(204);
            assertThat(client.threads()).isPositive();

            client.close();

            // Within far less than the three seconds after which an idle selector looks around by itself.
            long deadline = System.nanoTime() + Duration.ofSeconds(2).toNanos();
            while (client.threads() > 0 && System.nanoTime() < deadline) {
                Thread.sleep(5);
            }
            assertThat(client.threads()).isZero();
        }
    }

    @Test
    void closing_one_leaves_another_at_work() throws Exception {
        try (var other = new CloseableHttpClient(HttpClient.newBuilder())) {
            new CloseableHttpClient(HttpClient.newBuilder()).close();

            assertThat(status(other)).isEqualTo(204);
        }
    }

    private int status(CloseableHttpClient client) throws Exception {
        var address = URI.create("http://localhost:" + server.getAddress().getPort() + "/");
        return client.send(
                        HttpRequest.newBuilder(address).build(),
                        HttpResponse.BodyHandlers.discarding(),
                        Duration.ofSeconds(5),
                        "test")
                .statusCode();
    }
}
