package ai.gpustack.runner.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A registry in memory that holds manifests and can misbehave: what is queued with {@link #next} happens to the next requests
 * instead of a proper answer. It may ask for Basic credentials, or for a token that it gives against them.
 */
final class FakeRegistry implements AutoCloseable {

    /** What happens to a request instead of its answer. */
    interface Mishap {
        void answer(HttpExchange exchange) throws IOException;
    }

    private static final String TOKEN = "t0ken";

    private record Held(String mediaType, byte[] bytes) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Held> manifests = new ConcurrentHashMap<>();
    private final Queue<Mishap> mishaps = new ConcurrentLinkedQueue<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile String wanted = "";
    private volatile boolean tokens;

    FakeRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** {@return {@code localhost:PORT}} */
    String host() {
        return "localhost:" + server.getAddress().getPort();
    }

    /** Holds a manifest under a tag and its digest, which is returned. */
    String put(String repository, String tag, String mediaType, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        var held = new Held(mediaType, bytes);
        String digest = sha256(bytes);
        manifests.put("/v2/" + repository + "/manifests/" + tag, held);
        manifests.put("/v2/" + repository + "/manifests/" + digest, held);
        return digest;
    }

    /** Holds a manifest under a digest that isn't its own. */
    void putCorrupt(String repository, String digest, String mediaType, String json) {
        manifests.put(
                "/v2/" + repository + "/manifests/" + digest,
                new Held(mediaType, json.getBytes(StandardCharsets.UTF_8)));
    }

    /** Holds a blob under its digest, which is returned. */
    String putBlob(String repository, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String digest = sha256(bytes);
        manifests.put("/v2/" + repository + "/blobs/" + digest, new Held("application/octet-stream", bytes));
        return digest;
    }

    /** Asks everybody for these Basic credentials from now on. */
    void wantBasic(String user, String password) {
        wanted = basic(user, password);
    }

    /** Asks everybody for a token, and gives it only against these credentials; anyone gets it for the empty user. */
    void wantToken(String user, String password) {
        wanted = user.isEmpty() ? "" : basic(user, password);
        tokens = true;
    }

    void next(Mishap... what) {
        mishaps.addAll(List.of(what));
    }

    static Mishap status(int status) {
        return exchange -> respond(exchange, status, "text/plain", "no\n".getBytes(StandardCharsets.UTF_8));
    }

    /** A page of a list, with a link to the next one unless that is empty. */
    static Mishap page(String json, String link) {
        return exchange -> {
            if (!link.isEmpty()) {
                exchange.getResponseHeaders().set("Link", link);
            }
            respond(exchange, 200, "application/json", json.getBytes(StandardCharsets.UTF_8));
        };
    }

    /** Closes the connection without an answer. */
    static Mishap reset() {
        return HttpExchange::close;
    }

    static Mishap silence() {
        return exchange -> {
            try {
                Thread.sleep(5_000);
            } catch (InterruptedException e) {
                exchange.close();
            }
        };
    }

    static Mishap redirect(String location) {
        return exchange -> {
            exchange.getResponseHeaders().set("Location", location);
            respond(exchange, 307, "text/plain", new byte[0]);
        };
    }

    static Mishap withoutDigest(String mediaType, String json) {
        return exchange -> respond(exchange, 200, mediaType, json.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return what it was asked: {@code HEAD /v2/… Authorization}} */
    List<String> requests() {
        return requests;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String shown = exchange.getRequestHeaders().getFirst("Authorization");
        requests.add(exchange.getRequestMethod() + " " + path + (shown == null ? "" : " " + shown));
        Mishap mishap = mishaps.poll();
        if (mishap != null) {
            mishap.answer(exchange);
        } else if (path.equals("/token")) {
            giveToken(exchange, shown);
        } else if (!isLetIn(shown)) {
            challenge(exchange);
        } else {
            give(exchange, manifests.get(path));
        }
    }

    private boolean isLetIn(String shown) {
        return tokens ? ("Bearer " + TOKEN).equals(shown) : wanted.isEmpty() || wanted.equals(shown);
    }

    private void challenge(HttpExchange exchange) throws IOException {
        String challenge = tokens
                ? "Bearer service=\"fake, with a comma\", realm=\"http://" + host() + "/token\""
                : "Basic realm=\"fake\"";
        exchange.getResponseHeaders().set("WWW-Authenticate", challenge);
        respond(exchange, 401, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
    }

    private void giveToken(HttpExchange exchange, String shown) throws IOException {
        boolean known = wanted.isEmpty() || wanted.equals(shown);
        byte[] body = ("{\"access_token\": \"" + TOKEN + "\"}").getBytes(StandardCharsets.UTF_8);
        respond(exchange, known ? 200 : 401, "application/json", body);
    }

    private static void give(HttpExchange exchange, Held held) throws IOException {
        if (held == null) {
            respond(exchange, 404, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
            return;
        }
        exchange.getResponseHeaders().set("Docker-Content-Digest", sha256(held.bytes));
        respond(exchange, 200, held.mediaType, held.bytes);
    }

    private static void respond(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    static String sha256(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
