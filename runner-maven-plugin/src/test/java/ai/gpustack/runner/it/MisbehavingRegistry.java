package ai.gpustack.runner.it;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/**
 * A registry that misbehaves on demand: a proxy on loopback in front of a real one. What no rule is about passes through
 * byte by byte. Each connection carries one request ({@code Connection: close}), so bodies need not be understood, and the
 * Host header passes through too: the addresses that the real registry answers with are this one's.
 */
public final class MisbehavingRegistry implements AutoCloseable {

    private static final int MOST_HEAD = 64 * 1024;
    private static final int TLS_HANDSHAKE = 0x16;
    private static final Map<Integer, String> REASONS = Map.of(
            400,
            "Bad Request",
            401,
            "Unauthorized",
            403,
            "Forbidden",
            429,
            "Too Many Requests",
            500,
            "Internal Server Error",
            502,
            "Bad Gateway",
            503,
            "Service Unavailable");
    private static final Duration LINGER = Duration.ofSeconds(5);

    /** What happens to a request. */
    public sealed interface Behaviour {

        /**
         * It is answered without the real registry.
         *
         * @param status the HTTP status
         * @param headers the answer's headers
         * @param body the answer's body
         */
        record Answer(int status, Map<String, String> headers, String body) implements Behaviour {}

        /**
         * The connection is reset after part of the request's body has passed.
         *
         * @param bytes how much of the body passes
         */
        record Reset(long bytes) implements Behaviour {}

        /**
         * It passes, and so does its answer, but slowly.
         *
         * @param bytesPerSecond how much passes each way in a second
         */
        record Slow(int bytesPerSecond) implements Behaviour {}

        /** It is never answered. */
        record Hang() implements Behaviour {}

        /**
         * From now on every request, whatever it is, is answered with 429 and the seconds that are left in {@code Retry-After},
         * until the time is over: as registries limit how much a client may ask.
         *
         * @param time how long
         */
        record Limit(Duration time) implements Behaviour {}

        /** Nothing. */
        record Pass() implements Behaviour {}

        /** {@return an answer as registries give it: a status and a JSON body with a code} */
        static Behaviour status(int status, String code) {
            return new Answer(status, Map.of(), error(code));
        }

        /** {@return an answer as what stands in front of a registry gives it: a status and a page} */
        static Behaviour page(int status) {
            return new Answer(status, Map.of("Content-Type", "text/html"), "<html>as the test wants it</html>");
        }

        /** {@return 429 with a {@code Retry-After} header} */
        static Answer tooManyRequests(Duration retryAfter) {
            return new Answer(429, Map.of("Retry-After", "" + retryAfter.toSeconds()), error("TOOMANYREQUESTS"));
        }

        /** {@return 401 with a challenge that nobody here has credentials for} */
        static Behaviour unauthorized() {
            return new Answer(401, Map.of("WWW-Authenticate", "Basic realm=\"test\""), error("UNAUTHORIZED"));
        }

        /**
         * {@return an answer as the reference registry gives it to a whole manifest while another push writes the link to a layer
         * that both have (distribution/distribution#4489; met once in some 500 images)}
         */
        static Behaviour digestInvalid() {
            return new Answer(400, Map.of(), error("DIGEST_INVALID", "provided digest did not match uploaded content"));
        }

        private static String error(String code) {
            return error(code, "as the test wants it");
        }

        private static String error(String code, String message) {
            return "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}]}";
        }
    }

    /**
     * A request that was received.
     *
     * @param at when
     * @param method its method
     * @param path its path, with its query
     * @param met what happened to it
     */
    public record Request(Instant at, String method, String path, Behaviour met) {}

    private record Head(String method, String path, List<String> lines) {}

    /** A rule holds for a number of requests; those that are rules' no more are for the rules after it. */
    private static final class Rule {
        private final Pattern request;
        private final Behaviour behaviour;
        private int left;

        private Rule(Pattern request, int times, Behaviour behaviour) {
            this.request = request;
            this.left = times;
            this.behaviour = behaviour;
        }
    }

    private final InetSocketAddress upstream;
    private final ServerSocket server;
    private final List<Rule> rules = new ArrayList<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private Behaviour limit = new Behaviour.Pass();
    private Instant limitedUntil = Instant.MIN;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();

    /**
     * Starts one.
     *
     * @param upstream the real registry, as host and port
     */
    public MisbehavingRegistry(String upstream) {
        int colon = upstream.lastIndexOf(':');
        this.upstream =
                new InetSocketAddress(upstream.substring(0, colon), Integer.parseInt(upstream.substring(colon + 1)));
        try {
            this.server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread(this::accept);
    }

    /** {@return where it listens, as host and port; loopback, so clients speak clear text} */
    public String address() {
        return "localhost:" + server.getLocalPort();
    }

    /**
     * Adds a rule behind those that there are.
     *
     * @param method a regular expression that the whole method matches
     * @param path a regular expression that the whole path matches, with its query
     * @param times how many requests it holds for
     * @param behaviour what happens to them
     * @return this registry
     */
    public MisbehavingRegistry on(String method, String path, int times, Behaviour behaviour) {
        synchronized (rules) {
            rules.add(new Rule(Pattern.compile("(?:" + method + ") (?:" + path + ")"), times, behaviour));
        }
        return this;
    }

    /**
     * Adds a rule for all requests of a kind.
     *
     * @param method a regular expression that the whole method matches
     * @param path a regular expression that the whole path matches, with its query
     * @param behaviour what happens to them
     * @return this registry
     */
    public MisbehavingRegistry always(String method, String path, Behaviour behaviour) {
        return on(method, path, Integer.MAX_VALUE, behaviour);
    }

    /** Forgets all rules: it behaves from now on. */
    public void behave() {
        synchronized (rules) {
            rules.clear();
            limitedUntil = Instant.MIN;
        }
    }

    /** {@return what was received so far, in order} */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /**
     * The requests that met something else than the real registry.
     *
     * @param behaviour what they met
     * @return those so far, in order
     */
    public List<Request> requests(Behaviour behaviour) {
        return requests.stream()
                .filter(request -> request.met().equals(behaviour))
                .toList();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                thread(() -> serve(client));
            } catch (IOException e) {
                // closed: the loop ends; else that client has gone
            }
        }
    }

    private void serve(Socket client) {
        open.add(client);
        try (client) {
            // Half an answer says nothing: whoever sees a connection end is asked to try again, as in real life.
            Head head = readHead(client.getInputStream());
            if (head == null) {
                refuseTls(client);
                return;
            }
            Behaviour behaviour = behaviour(head);
            requests.add(new Request(Instant.now(), head.method(), head.path(), behaviour));
            if (behaviour instanceof Behaviour.Answer answer) {
                answer(client, head, answer);
            } else if (behaviour instanceof Behaviour.Limit) {
                answer(client, head, Behaviour.tooManyRequests(left()));
            } else if (behaviour instanceof Behaviour.Hang) {
                drain(client, 0);
            } else {
                pass(client, head, behaviour);
            }
        } catch (IOException e) {
            // the other side has gone
        } finally {
            open.remove(client);
        }
    }

    private Behaviour behaviour(Head head) {
        synchronized (rules) {
            if (Instant.now().isBefore(limitedUntil)) {
                return limit;
            }
            for (Rule rule : rules) {
                if (rule.left > 0
                        && rule.request
                                .matcher(head.method() + " " + head.path())
                                .matches()) {
                    rule.left--;
                    if (rule.behaviour instanceof Behaviour.Limit begins) {
                        limit = begins;
                        limitedUntil = Instant.now().plus(begins.time());
                    }
                    return rule.behaviour;
                }
            }
            return new Behaviour.Pass();
        }
    }

    /** In whole seconds, as the header has it; not a moment less than the limit holds. */
    private Duration left() {
        synchronized (rules) {
            return Duration.ofSeconds(
                    Math.max(0, Duration.between(Instant.now(), limitedUntil).toSeconds()) + 1);
        }
    }

    /** A request's head, byte by byte, so that nothing of its body is taken; null for a TLS handshake. */
    private static Head readHead(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        int end = 0;
        while (end < 4) {
            int b = in.read();
            if (b < 0 || bytes.size() > MOST_HEAD) {
                throw new IOException("no request");
            }
            if (bytes.size() == 0 && b == TLS_HANDSHAKE) {
                return null;
            }
            bytes.write(b);
            end = b == (end % 2 == 0 ? '\r' : '\n') ? end + 1 : 0;
        }
        List<String> lines =
                bytes.toString(StandardCharsets.ISO_8859_1).strip().lines().toList();
        String[] request = lines.get(0).split(" ", 3);
        return new Head(request[0], request[1], lines);
    }

    /** What a Go server says: engines try TLS first, and understand this. */
    private static void refuseTls(Socket client) throws IOException {
        write(client, "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTPS request to an HTTP server.\n");
    }

    private static void answer(Socket client, Head head, Behaviour.Answer answer) throws IOException {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", "application/json");
        headers.put("Docker-Distribution-Api-Version", "registry/2.0");
        headers.put("Content-Length", "" + answer.body().length());
        headers.put("Connection", "close");
        headers.putAll(answer.headers());
        var text = new StringBuilder(
                "HTTP/1.1 " + answer.status() + " " + REASONS.getOrDefault(answer.status(), "Test") + "\r\n");
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        text.append("\r\n").append(head.method().equals("HEAD") ? "" : answer.body());
        write(client, text.toString());
        // Closing on a body that wasn't read would reset the connection, and take the answer with it.
        client.shutdownOutput();
        drain(client, (int) LINGER.toMillis());
    }

    private static void write(Socket to, String text) throws IOException {
        to.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        to.getOutputStream().flush();
    }

    /** Reads until the other side closes, or is silent for so many milliseconds; 0 waits for ever. */
    private static void drain(Socket socket, int milliseconds) throws IOException {
        socket.setSoTimeout(milliseconds);
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    private void pass(Socket client, Head head, Behaviour behaviour) throws IOException {
        int pace = behaviour instanceof Behaviour.Slow slow ? slow.bytesPerSecond() : Integer.MAX_VALUE;
        try (var real = new Socket()) {
            open.add(real);
            real.connect(upstream);
            var text = new StringBuilder();
            head.lines().stream()
                    .filter(line -> !line.regionMatches(true, 0, "Connection:", 0, 11))
                    .forEach(line -> text.append(line).append("\r\n"));
            write(real, text.append("Connection: close\r\n\r\n").toString());
            thread(() -> {
                try {
                    if (behaviour instanceof Behaviour.Reset reset) {
                        copy(client.getInputStream(), real.getOutputStream(), reset.bytes(), pace);
                        real.close();
                        client.setSoLinger(true, 0); // a reset, not an orderly end
                        client.close();
                    } else {
                        copy(client.getInputStream(), real.getOutputStream(), Long.MAX_VALUE, pace);
                    }
                } catch (IOException e) {
                    // one of the two has gone: the answer's side notices
                }
            });
            copy(real.getInputStream(), client.getOutputStream(), Long.MAX_VALUE, pace);
        }
    }

    private static void copy(InputStream from, OutputStream to, long most, int bytesPerSecond) throws IOException {
        var buffer = new byte[Math.min(bytesPerSecond, 64 * 1024)];
        long left = most;
        while (left > 0) {
            int read = from.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                return;
            }
            to.write(buffer, 0, read);
            to.flush();
            left -= read;
            if (bytesPerSecond < Integer.MAX_VALUE) {
                pause(Duration.ofMillis(1000L * read / bytesPerSecond));
            }
        }
    }

    private static void pause(Duration duration) throws IOException {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void thread(Runnable work) {
        var thread = new Thread(work, "misbehaving registry");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Closeable socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
