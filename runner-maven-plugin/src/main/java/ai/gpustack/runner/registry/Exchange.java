package ai.gpustack.runner.registry;

import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.CloseableHttpClient;
import ai.gpustack.runner.process.Pause;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/** Requests and answers: with credentials, within a bounded time, asked again when the failure may pass. */
final class Exchange implements AutoCloseable {

    private static final int MOST_REDIRECTS = 5;
    /** As long nobody wonders what is waited for. */
    private static final Duration UNSAID = Duration.ofSeconds(5);

    /** For as long the same sentence isn't said again. */
    private static final Duration MOMENT = Duration.ofSeconds(20);

    private static final String TUNNELING = "jdk.http.auth.tunneling.disabledSchemes";

    private final CloseableHttpClient client;
    private final EnvironmentProxies proxies;
    private final Tokens tokens;
    private final Duration patience;
    private final List<Duration> pauses;
    private final Consumer<String> people;
    /** When sentences were said last. */
    private final Map<String, Instant> said = new ConcurrentHashMap<>();

    Exchange(
            Credentials.Source credentials,
            EnvironmentProxies proxies,
            Duration patience,
            List<Duration> pauses,
            Consumer<String> people) {
        this.proxies = proxies;
        // Redirects are followed here, not by the client: the JDK's passes the Authorization header on to other hosts.
        this.client = new CloseableHttpClient(HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(proxies)
                .connectTimeout(patience));
        this.tokens = new Tokens(credentials, this);
        this.patience = patience;
        this.pauses = List.copyOf(pauses);
        this.people = people;
    }

    private Exchange(Exchange other, List<Duration> pauses) {
        this.client = other.client;
        this.proxies = other.proxies;
        this.tokens = new Tokens(other.tokens, this);
        this.patience = other.patience;
        this.pauses = pauses;
        this.people = other.people;
    }

    /** {@return whether there are credentials for a registry} */
    boolean hasCredentials(Place place) {
        return tokens.hasCredentials(place);
    }

    /** {@return the same, which asks nothing again; it ends with this one} */
    Exchange once() {
        return new Exchange(this, List.of());
    }

    @Override
    public void close() {
        client.close();
    }

    /**
     * Asks a registry, showing it credentials when it wants to see some.
     *
     * @param method HEAD or GET
     * @param place the registry
     * @param address the resource
     * @return its answer, whatever the status
     * @throws BrokenEnvironment if there was none
     */
    HttpResponse<byte[]> ask(String method, Place place, URI address) {
        Optional<String> known = tokens.known(place);
        HttpResponse<byte[]> first = get(method, place, address, known);
        if (first.statusCode() != 401) {
            return first;
        }
        List<String> challenges = first.headers().allValues("WWW-Authenticate");
        return Challenge.best(challenges)
                .flatMap(challenge -> tokens.meet(place, challenge))
                .map(authorization -> get(method, place, address, Optional.of(authorization)))
                .orElse(first);
    }

    private HttpResponse<byte[]> get(String method, Place place, URI address, Optional<String> authorization) {
        HttpResponse<byte[]> answer = send(place.host(), request(method, address, authorization));
        URI asked = address;
        for (int hops = 0; hops < MOST_REDIRECTS && isRedirect(answer.statusCode()); hops++) {
            URI next = Addresses.read(
                    answer.headers().firstValue("Location").orElse(""), Optional.of(asked), place.host());
            Optional<String> shown = sameOrigin(address, next) ? authorization : Optional.empty();
            if (asked.getScheme().equals("https") && !Objects.equals(next.getScheme(), "https")) {
                throw new BrokenEnvironment(
                        "registry " + place.host() + " leads from " + asked + " to clear text at " + next,
                        "ask whoever runs it to mend that");
            }
            answer = send(place.host(), request(method, next, shown));
            asked = next;
        }
        return answer;
    }

    private HttpRequest request(String method, URI address, Optional<String> authorization) {
        var request = HttpRequest.newBuilder(address)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Accept", MediaTypes.ACCEPT)
                .header("User-Agent", "runner-maven-plugin");
        authorization.ifPresent(value -> request.header("Authorization", value));
        return request.build();
    }

    /**
     * Sends a request, again after a pause while the failure is one that may pass.
     *
     * @param host whom the message names when there's no answer
     * @param request the request; it must be safe to repeat
     * @return the answer, whatever the status
     */
    HttpResponse<byte[]> send(String host, HttpRequest request) {
        for (Duration pause : pauses) {
            Duration wait = pause;
            Instant asked = Instant.now();
            String what;
            try {
                HttpResponse<byte[]> answer = once(request);
                if (answer.statusCode() != 429 && answer.statusCode() < 500) {
                    return answer;
                }
                what = "answers " + answer.statusCode();
                wait = RetryAfter.of(answer)
                        .filter(longer -> longer.compareTo(pause) > 0)
                        .orElse(pause);
            } catch (IOException e) {
                if (isLasting(e)) {
                    throw silent(host, request, e);
                }
                what = "doesn't answer: " + reason(e);
            }
            if (Duration.between(asked, Instant.now()).plus(wait).compareTo(UNSAID) > 0) {
                say("registry " + host + " " + what + "; it is asked again in " + Math.max(1, wait.toSeconds()) + " s");
            }
            Pause.of(wait, "pause before asking a registry again");
        }
        try {
            return once(request);
        } catch (IOException e) {
            throw silent(host, request, e);
        }
    }

    /** What all questions of a moment come to is said once. */
    private void say(String sentence) {
        Instant now = Instant.now();
        Instant last = said.merge(
                sentence, now, (before, then) -> Duration.between(before, then).compareTo(MOMENT) > 0 ? then : before);
        if (last.equals(now)) {
            people.accept(sentence);
        }
    }

    /**
     * How long a registry asks not to be asked.
     *
     * @param place the registry
     * @param address a resource of it
     * @return what it says with 429 or 503; empty if it says nothing of the kind, or nothing at all
     */
    Optional<Duration> askedToWait(Place place, URI address) {
        try {
            return RetryAfter.of(once(request("HEAD", address, tokens.known(place))));
        } catch (IOException | BrokenEnvironment e) {
            return Optional.empty();
        }
    }

    private HttpResponse<byte[]> once(HttpRequest request) throws IOException {
        try {
            HttpResponse<byte[]> came = client.send(
                    toProxy(request),
                    HttpResponse.BodyHandlers.ofByteArray(),
                    patience,
                    "request to " + request.uri().getAuthority());
            if (came.statusCode() == 407) {
                throw refusedByProxy(request.uri());
            }
            return came;
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + patience.toSeconds() + " s", e);
        }
    }

    private HttpRequest toProxy(HttpRequest request) {
        return proxies.of(request.uri())
                .flatMap(HttpProxy::authorization)
                .map(authorization -> HttpRequest.newBuilder(request, (name, value) -> true)
                        .header("Proxy-Authorization", authorization)
                        .build())
                .orElse(request);
    }

    private BrokenEnvironment refusedByProxy(URI address) {
        return new BrokenEnvironment(
                "the proxy " + proxies.of(address).map(HttpProxy::toString).orElse("of Java's properties")
                        + " wants to know who asks for " + address.getAuthority() + " (407)",
                "write its user and password into " + proxies.variable(address)
                        + ", as in http://USER:PASSWORD@HOST:PORT"
                        + (address.getScheme().equals("https")
                                ? ", and start Maven with MAVEN_OPTS=-D" + TUNNELING
                                        + "=, without which Java shows them to no proxy of secure connections"
                                : ""));
    }

    private BrokenEnvironment silent(String host, HttpRequest request, IOException e) {
        URI address = request.uri();
        String where = "registry " + host
                + (address.getAuthority().equals(host) ? "" : " (at " + address.getAuthority() + ")")
                + proxies.of(address)
                        .map(proxy -> " through the proxy " + proxy)
                        .orElse("");
        if (e instanceof SSLException) {
            return new BrokenEnvironment(
                    "no secure connection to " + where + ": " + e.getMessage(),
                    "trust its certificate in the JDK that runs Maven, or, if it speaks clear text, add -Drunner.insecure="
                            + host,
                    e);
        }
        String mend = proxies.of(address).isEmpty()
                ? "see whether it runs and can be reached from here; another one for the images is given with"
                        + " -Drunner.registry=HOST:PORT"
                : "see whether the proxy runs, and " + proxies.variable(address) + " is right";
        return new BrokenEnvironment("no answer from " + where + ": " + reason(e), mend, e);
    }

    private static String reason(IOException e) {
        if (isUnknownName(e)) {
            return "its name isn't known";
        }
        if (e instanceof ConnectException) {
            return "connection refused";
        }
        return Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    }

    /** Whether asking again at once is pointless: nobody listens, there's no such name, the certificate isn't trusted. */
    private static boolean isLasting(IOException e) {
        return e instanceof ConnectException || e instanceof SSLException || isUnknownName(e);
    }

    private static boolean isUnknownName(IOException e) {
        return e instanceof UnknownHostException
                || e.getCause() instanceof UnresolvedAddressException
                || (e.getCause() != null && e.getCause().getCause() instanceof UnresolvedAddressException);
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private static boolean sameOrigin(URI one, URI other) {
        return Objects.equals(one.getScheme(), other.getScheme())
                && Objects.equals(lower(one.getAuthority()), lower(other.getAuthority()));
    }

    private static String lower(String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }
}
