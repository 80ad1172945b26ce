package ai.gpustack.runner.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.gpustack.runner.plan.Reference;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.source.InvalidInput;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EnvironmentProxiesTest {

    private static final String DIRECT = "direct";

    private static EnvironmentProxies proxies(String... variables) {
        var environment = new HashMap<String, String>();
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        return new EnvironmentProxies(environment, ProxySelector.of(null));
    }

    /** How something is asked for: {@code direct}, or the proxy's host and port. */
    private static String way(EnvironmentProxies proxies, String address) {
        Proxy proxy = proxies.select(URI.create(address)).get(0);
        return proxy.address() instanceof InetSocketAddress at ? at.getHostString() + ":" + at.getPort() : DIRECT;
    }

    @Test
    void each_scheme_has_its_own_proxy_and_the_lower_case_does_too() {
        var proxies = proxies("HTTPS_PROXY", "http://secure:3128", "http_proxy", "plain");

        assertThat(way(proxies, "https://ghcr.io/v2/")).isEqualTo("secure:3128");
        assertThat(way(proxies, "http://registry.lan:5000/v2/")).isEqualTo("plain:80");
        assertThat(way(proxies(), "https://ghcr.io/v2/")).isEqualTo(DIRECT);
        assertThat(way(proxies("HTTPS_PROXY", " ", "https_proxy", "http://low:1"), "https://ghcr.io/"))
                .isEqualTo("low:1");
    }

    @Test
    void where_the_environment_names_none_java_s_properties_hold() {
        var properties = ProxySelector.of(InetSocketAddress.createUnresolved("of-java", 8080));
        var proxies = new EnvironmentProxies(Map.of("HTTP_PROXY", "http://plain:1"), properties);

        assertThat(way(proxies, "https://ghcr.io/v2/")).isEqualTo("of-java:8080");
        assertThat(way(proxies, "http://ghcr.io/v2/")).isEqualTo("plain:1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost:5000", "registry.localhost", "127.0.0.1:5000", "[::1]:5000", "[0:0:0:0:0:0:0:1]"})
    void this_machine_is_asked_directly(String host) {
        assertThat(way(proxies("HTTP_PROXY", "http://plain:1"), "http://" + host + "/v2/"))
                .isEqualTo(DIRECT);
    }

    @ParameterizedTest
    @CsvSource({
        "*, ghcr.io, true",
        "ghcr.io, ghcr.io, true",
        "GHCR.IO, ghcr.io, true",
        "example.com, registry.example.com, true",
        ".example.com, registry.example.com, true",
        "*.example.com, registry.example.com, true",
        ".example.com, example.com, false",
        "ample.com, example.com, false",
        "example.com:5000, example.com:5000, true",
        "example.com:5000, example.com:5001, false",
        "example.com:443, example.com, true",
        "10.0.0.7, 10.0.0.7:5000, true",
        "10.0.0.0/8, 10.1.2.3, true",
        "10.0.0.0/8, 11.1.2.3, false",
        "10.0.0.0/8, 10.example.com, false",
        "10.1.2.128/25, 10.1.2.127, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "10.0.0.0/99, 10.1.2.3, false",
        "not/a/range, 10.1.2.3, false",
        "fd00::/8, '[fd12::1]:5000', true",
        "fd00::/8, '[fe12::1]', false",
        "fd00::/8, 10.1.2.3, false",
        "::2, '[0::2]', true",
        "127.example.com, 127.example.com, true",
        "other.org, 127.example.com, false",
        "300.1.1.1/8, 300.1.1.1, false",
    })
    void no_proxy_is_read_as_go_reads_it(String without, String host, boolean isDirect) {
        var proxies = proxies("HTTPS_PROXY", "http://proxy:1", "NO_PROXY", "other.net, " + without + " ,");

        assertThat(way(proxies, "https://" + host + "/v2/")).isEqualTo(isDirect ? DIRECT : "proxy:1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "socks5://user:hunter2@proxy:1080",
                "http://",
                "http://user:hunter2@a b",
                "https://user:hunter2@proxy:1",
                "http://user:hunter2@proxy:99999"
            })
    void one_that_can_not_be_used_is_named_without_being_repeated_and_only_where_it_would_be_used(String address) {
        var proxies = proxies("https_proxy", address, "NO_PROXY", "internal");

        assertThat(way(proxies, "https://registry.internal/v2/")).isEqualTo(DIRECT);
        assertThat(way(proxies, "http://registry.lan/v2/")).isEqualTo(DIRECT);
        assertThatThrownBy(() -> proxies.of(URI.create("https://ghcr.io/v2/")))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        e -> assertThat(e.problems().get(0).toString())
                                .contains("https_proxy", "write http://[USER:PASSWORD@]HOST:PORT")
                                .doesNotContain("hunter2"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://proxy:3128, proxy:3128, ",
        "HTTP://squid_proxy:3128/, squid_proxy:3128, ",
        "user:p@ss@proxy, proxy:80, user:p@ss",
        "http://us%40er:a+b%2Fc@proxy:1, proxy:1, us@er:a+b/c",
        "http://user:100%@[fd00::1]:8080, [fd00::1]:8080, user:100%",
    })
    void an_address_is_read_as_go_reads_it(String address, String host, String user) {
        HttpProxy proxy = HttpProxy.parse(address).orElseThrow();

        assertThat(proxy).hasToString(host);
        assertThat(proxy.authorization()).isEqualTo(Optional.ofNullable(user).map(u -> "Basic " + base64(u)));
    }

    @Test
    void a_registry_is_asked_through_the_proxy_which_is_shown_its_own_user_only() throws IOException {
        var seen = new CopyOnWriteArrayList<String>();
        HttpServer proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> {
            String shown = exchange.getRequestHeaders().getFirst("Proxy-Authorization");
            seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + shown);
            exchange.sendResponseHeaders(shown == null ? 407 : 404, -1);
            exchange.close();
        });
        proxy.start();
        try {
            String host = "localhost:" + proxy.getAddress().getPort();
            Reference tag = Reference.tag("registry.lan:5000/team/runner", "one");

            assertThat(registry("http://me:hunter2@" + host).head(tag)).isEmpty();
            assertThatThrownBy(() -> registry("http://" + host).head(tag))
                    .isInstanceOf(BrokenEnvironment.class)
                    .hasMessageContaining("the proxy " + host + " wants to know who asks for registry.lan:5000 (407)")
                    .hasMessageContaining("HTTP_PROXY");
            assertThat(seen)
                    .containsExactly(
                            "HEAD http://registry.lan:5000/v2/team/runner/manifests/one Basic " + base64("me:hunter2"),
                            "HEAD http://registry.lan:5000/v2/team/runner/manifests/one null");
        } finally {
            proxy.stop(0);
        }
    }

    @Test
    void a_proxy_that_is_down_is_named() throws IOException {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }

        assertThatThrownBy(() -> registry("http://localhost:" + port)
                        .head(Reference.tag("registry.lan:5000/team/runner", "one")))
                .isInstanceOf(BrokenEnvironment.class)
                .hasMessageContaining("registry.lan:5000 through the proxy localhost:" + port + ": connection refused")
                .hasMessageContaining("HTTP_PROXY is right");
    }

    private static HttpRegistry registry(String proxy) {
        return new HttpRegistry(
                Set.of("registry.lan:5000"),
                host -> Optional.empty(),
                Map.of("HTTP_PROXY", proxy),
                Duration.ofSeconds(5),
                List.of(),
                said -> {});
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
