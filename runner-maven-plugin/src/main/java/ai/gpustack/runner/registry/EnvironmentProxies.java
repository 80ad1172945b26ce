package ai.gpustack.runner.registry;

import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The proxies that the environment names, as the Docker client and BuildKit use them: {@code HTTPS_PROXY}, {@code HTTP_PROXY} and
 * {@code NO_PROXY}, or the same in lower case, by the rules of Go's {@code httpproxy} package. Java's own client doesn't read them.
 * Where there are none for a scheme, Java's properties hold ({@code https.proxyHost}).
 */
final class EnvironmentProxies extends ProxySelector {

    private final Map<String, Optional<URI>> byScheme;
    private final List<String> without;
    private final ProxySelector otherwise;

    /**
     * The proxies of an environment.
     *
     * @param environment the variables
     * @param otherwise is asked where the environment names no proxy for a scheme
     * @throws InvalidInput if a variable's text is no address of a proxy
     */
    EnvironmentProxies(Map<String, String> environment, ProxySelector otherwise) {
        this.byScheme = Map.of("https", proxy(environment, "HTTPS_PROXY"), "http", proxy(environment, "HTTP_PROXY"));
        this.without = Arrays.stream(value(environment, "NO_PROXY")
                        .orElse("")
                        .toLowerCase(Locale.ROOT)
                        .split(","))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList();
        this.otherwise = otherwise;
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(value -> !value.isBlank())
                .or(() -> Optional.ofNullable(environment.get(name.toLowerCase(Locale.ROOT))))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    private static Optional<URI> proxy(Map<String, String> environment, String name) {
        return value(environment, name).map(text -> {
            try {
                URI uri = URI.create(text.contains("://") ? text : "http://" + text);
                if ("http".equals(uri.getScheme()) && uri.getHost() != null) {
                    return uri;
                }
            } catch (IllegalArgumentException e) {
                // said below; the text isn't, for it may hold a password
            }
            throw new InvalidInput(List.of(Problem.error(
                    Location.of("environment variable " + name),
                    "no address of a proxy that can be used",
                    "write http://[USER:PASSWORD@]HOST:PORT")));
        });
    }

    @Override
    public List<Proxy> select(URI address) {
        if (named(address).isEmpty()) {
            return otherwise.select(address);
        }
        return List.of(of(address)
                .map(proxy ->
                        new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.getHost(), port(proxy))))
                .orElse(Proxy.NO_PROXY));
    }

    private Optional<URI> named(URI address) {
        return byScheme.getOrDefault(address.getScheme(), Optional.empty());
    }

    private Optional<URI> of(URI address) {
        return named(address).filter(proxy -> !isWithout(address));
    }

    /** Through which proxy of the environment something is asked for, as {@code HOST:PORT}; empty if through none. */
    Optional<String> host(URI address) {
        return of(address).map(proxy -> proxy.getHost() + ":" + port(proxy));
    }

    private static int port(URI proxy) {
        return proxy.getPort() < 0 ? 80 : proxy.getPort();
    }

    private boolean isWithout(URI address) {
        String host = address.getHost().toLowerCase(Locale.ROOT);
        if (Place.isLoopback(host)) {
            return true;
        }
        int port =
                address.getPort() >= 0 ? address.getPort() : address.getScheme().equals("https") ? 443 : 80;
        return without.stream().anyMatch(entry -> covers(entry, host, port));
    }

    private static boolean covers(String entry, String host, int port) {
        if (entry.equals("*")) {
            return true;
        }
        if (entry.contains("/")) {
            return AddressRange.parse(entry)
                    .filter(range -> range.contains(host))
                    .isPresent();
        }
        boolean hasPort = entry.matches("(\\[.*]|[^:]*):\\d+");
        String name = hasPort ? entry.substring(0, entry.lastIndexOf(':')) : entry;
        if (hasPort && !entry.endsWith(":" + port)) {
            return false;
        }
        // ".example.com" is for what is below it; "example.com" for itself, too
        String domain = name.replaceFirst("^\\*\\.", ".");
        return host.endsWith(domain.startsWith(".") ? domain : "." + domain)
                || host.equals(domain)
                || unbracketed(host).equals(unbracketed(domain));
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /**
     * What a proxy is shown of whoever asks it.
     *
     * @param address what is asked for
     * @return the value of a {@code Proxy-Authorization} header; empty where there is no proxy, or it has no user
     */
    Optional<String> authorization(URI address) {
        return of(address)
                .filter(proxy -> proxy.getUserInfo() != null)
                .map(proxy -> "Basic "
                        + Base64.getEncoder().encodeToString(proxy.getUserInfo().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void connectFailed(URI address, SocketAddress proxy, IOException e) {
        // the request fails, and says why
    }
}
