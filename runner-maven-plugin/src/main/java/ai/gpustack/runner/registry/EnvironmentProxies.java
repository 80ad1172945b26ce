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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proxies that the environment names, as the Docker client and BuildKit use them: {@code HTTPS_PROXY}, {@code HTTP_PROXY} and
 * {@code NO_PROXY}, or the same in lower case, by the rules of Go's {@code httpproxy} package. Java's own client doesn't read them.
 * Where there are none for a scheme, Java's properties hold ({@code https.proxyHost}).
 */
final class EnvironmentProxies extends ProxySelector {

    private final Map<String, Optional<Variable>> byScheme;
    private final List<String> without;
    private final ProxySelector otherwise;

    /**
     * The proxies of an environment.
     *
     * @param environment the variables
     * @param otherwise is asked where the environment names no proxy for a scheme
     */
    EnvironmentProxies(Map<String, String> environment, ProxySelector otherwise) {
        this.byScheme = Map.of(
                "https", Variable.of(environment, "HTTPS_PROXY"), "http", Variable.of(environment, "HTTP_PROXY"));
        this.without = Arrays.stream(Variable.of(environment, "NO_PROXY")
                        .map(Variable::value)
                        .orElse("")
                        .toLowerCase(Locale.ROOT)
                        .split(","))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList();
        this.otherwise = otherwise;
    }

    /**
     * An environment variable.
     *
     * @param name its name, in the case in which it is set
     * @param value its value, which may hold a password
     */
    private record Variable(String name, String value) {

        static Optional<Variable> of(Map<String, String> environment, String upper) {
            return Stream.of(upper, upper.toLowerCase(Locale.ROOT))
                    .map(name -> new Variable(
                            name, environment.getOrDefault(name, "").strip()))
                    .filter(variable -> !variable.value().isEmpty())
                    .findFirst();
        }

        HttpProxy proxy() {
            return HttpProxy.parse(value)
                    .orElseThrow(
                            () -> new InvalidInput(
                                    List.of(
                                            Problem.error(
                                                    Location.of("environment variable " + name),
                                                    "no address of a proxy that can be used",
                                                    "write http://[USER:PASSWORD@]HOST:PORT; proxies that are spoken to otherwise can't be used"))));
        }
    }

    @Override
    public List<Proxy> select(URI address) {
        if (named(address).isEmpty()) {
            return otherwise.select(address);
        }
        return List.of(of(address)
                .map(proxy ->
                        new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port())))
                .orElse(Proxy.NO_PROXY));
    }

    private Optional<Variable> named(URI address) {
        return byScheme.getOrDefault(address.getScheme(), Optional.empty());
    }

    /**
     * Through which proxy of the environment something is asked for.
     *
     * @param address what is asked for
     * @return the proxy; empty if none is
     * @throws InvalidInput if it is one that can't be used
     */
    Optional<HttpProxy> of(URI address) {
        return named(address).filter(variable -> !isWithout(address)).map(Variable::proxy);
    }

    /** The variable that names the proxy through which something is asked for. */
    String variable(URI address) {
        return named(address).map(Variable::name).orElse(address.getScheme() + ".proxyHost");
    }

    private boolean isWithout(URI address) {
        String host = Objects.requireNonNullElse(address.getHost(), "").toLowerCase(Locale.ROOT);
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
        if (hasPort && !entry.endsWith(":" + port)) {
            return false;
        }
        String name = hasPort ? entry.substring(0, entry.lastIndexOf(':')) : entry;
        Optional<AddressRange> address = AddressRange.of(name);
        if (address.isPresent()) {
            return address.get().contains(host);
        }
        // ".example.com" is for what is below it; "example.com" for itself, too
        String domain = name.replaceFirst("^\\*\\.", ".");
        return host.endsWith(domain.startsWith(".") ? domain : "." + domain) || host.equals(domain);
    }

    @Override
    public void connectFailed(URI address, SocketAddress proxy, IOException e) {
        // the request fails, and says why
    }
}
