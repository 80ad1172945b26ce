package ai.gpustack.runner.registry;

import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.plan.Reference;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Sha256;
import ai.gpustack.runner.source.Shortened;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Registries, asked over HTTP by the OCI distribution specification. Several threads may use one instance; it keeps the
 * tokens that it was given as long as it lives.
 */
public final class HttpRegistry implements Registry, AutoCloseable {

    /** How long one answer may take, and how long to pause before asking again when a registry is briefly unwell. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A registry that goes on leading to a next page is left after this many. */
    private static final int MOST_PAGES = 1000;

    private static final List<Duration> PAUSES = List.of(Duration.ofMillis(500), Duration.ofSeconds(2));

    private final Set<String> insecure;
    private final Exchange exchange;

    /**
     * Registries that are asked as the Docker client would ask them.
     *
     * @param insecure registries, as {@code HOST:PORT}, to be asked in clear text; those on loopback are anyway
     * @param credentials what they are shown
     * @param environment the environment variables, which may name proxies
     * @param people hear of long waits; from several threads
     * @throws ai.gpustack.runner.source.InvalidInput if they name one that can't be used
     */
    public HttpRegistry(
            Set<String> insecure,
            Credentials.Source credentials,
            Map<String, String> environment,
            Consumer<String> people) {
        this(insecure, credentials, environment, PATIENCE, PAUSES, people);
    }

    /**
     * The same with times of one's own.
     *
     * @param insecure registries, as {@code HOST:PORT}, to be asked in clear text
     * @param credentials what they are shown
     * @param environment the environment variables
     * @param patience how long one answer may take
     * @param pauses how long to wait before each further attempt; none for a single attempt
     * @param people hear of long waits; from several threads
     */
    HttpRegistry(
            Set<String> insecure,
            Credentials.Source credentials,
            Map<String, String> environment,
            Duration patience,
            List<Duration> pauses,
            Consumer<String> people) {
        this(
                Set.copyOf(insecure),
                new Exchange(
                        credentials,
                        new EnvironmentProxies(environment, ProxySelector.getDefault()),
                        patience,
                        pauses,
                        people));
    }

    private HttpRegistry(Set<String> insecure, Exchange exchange) {
        this.insecure = insecure;
        this.exchange = exchange;
    }

    @Override
    public HttpRegistry once() {
        return new HttpRegistry(insecure, exchange.once());
    }

    /** Lets go of the network; nothing is asked any more. */
    @Override
    public void close() {
        exchange.close();
    }

    @Override
    public Optional<Descriptor> head(Reference reference) {
        return head(place(reference), reference);
    }

    @Override
    public Optional<Manifest> manifest(Reference reference) {
        return manifest(place(reference), reference);
    }

    /** {@return the registry that a reference names} */
    Place place(Reference reference) {
        return Place.of(reference, insecure);
    }

    Optional<Descriptor> head(Place place, Reference reference) {
        HttpResponse<byte[]> answer = exchange.ask("HEAD", place, place.manifest(reference));
        if (isAbsent(answer)) {
            return Optional.empty();
        }
        expectFound(place, reference, answer);
        Optional<String> digest = answer.headers().firstValue("Docker-Content-Digest");
        if (digest.isEmpty()) {
            // The header is optional in the specification; without it only the bytes tell the digest.
            return manifest(place, reference).map(Manifest::descriptor);
        }
        expectDigest(place, reference, digest.get());
        long size = answer.headers().firstValueAsLong("Content-Length").orElse(0);
        return Optional.of(new Descriptor(mediaType(answer), digest.get(), size));
    }

    Optional<Manifest> manifest(Place place, Reference reference) {
        HttpResponse<byte[]> answer = exchange.ask("GET", place, place.manifest(reference));
        if (isAbsent(answer)) {
            return Optional.empty();
        }
        expectFound(place, reference, answer);
        String digest = sha256(answer.body());
        expectDigest(place, reference, digest);
        answer.headers()
                .firstValue("Docker-Content-Digest")
                .ifPresent(said -> expectSame(place, reference, said, digest));
        var descriptor = new Descriptor(mediaType(answer), digest, answer.body().length);
        Optional<Manifest> manifest = ManifestReader.read(descriptor, answer.body());
        if (manifest.isEmpty()) {
            throw new BrokenEnvironment(
                    "registry " + place.host() + " answered for " + reference + " with " + descriptor.mediaType()
                            + ", which is no manifest of an image",
                    "check that the name is an image's, and that no proxy stands between");
        }
        return manifest;
    }

    @Override
    public List<String> steps(Reference reference, Manifest.Image image) {
        List<String> steps = configuration(place(reference), reference, image)
                .map(ManifestReader::steps)
                .orElse(List.of());
        return steps.size() == image.layers().size() ? steps : List.of();
    }

    /** The platform that an image's configuration names; empty if the registry hasn't got it, or it names none. */
    Optional<Platform> platform(Place place, Reference reference, Manifest.Image image) {
        return configuration(place, reference, image).flatMap(ManifestReader::platform);
    }

    private Optional<byte[]> configuration(Place place, Reference reference, Manifest.Image image) {
        Reference config = reference.at(image.config().digest());
        HttpResponse<byte[]> answer = exchange.ask("GET", place, place.blob(config));
        if (isAbsent(answer)) {
            return Optional.empty();
        }
        expectFound(place, config, answer);
        expectDigest(place, config, sha256(answer.body()));
        return Optional.of(answer.body());
    }

    @Override
    public List<String> tags(Reference reference) {
        Place place = place(reference);
        var tags = new LinkedHashSet<String>();
        Optional<URI> page = Optional.of(place.tags());
        for (int pages = 0; page.isPresent() && pages < MOST_PAGES; pages++) {
            HttpResponse<byte[]> answer = exchange.ask("GET", place, page.get());
            if (isAbsent(answer)) {
                break;
            }
            expectFound(place, reference, answer);
            tags.addAll(TagList.tags(answer.body()));
            page = TagList.next(page.get(), answer.headers());
        }
        return List.copyOf(tags);
    }

    @Override
    public Optional<Duration> askedToWait(Reference reference) {
        Place place = Place.of(reference, insecure);
        return exchange.askedToWait(place, place.manifest(reference));
    }

    private static boolean isAbsent(HttpResponse<byte[]> answer) {
        return answer.statusCode() == 404;
    }

    private void expectFound(Place place, Reference reference, HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        if (status == 200) {
            return;
        }
        if (status == 401 || status == 403) {
            boolean isKnown = exchange.hasCredentials(place);
            throw new BrokenEnvironment(
                    "registry " + place.host() + " doesn't show " + reference + " (" + status + ")"
                            + (isKnown ? ", also with the credentials that there are for it" : ""),
                    (isKnown ? "see whether they hold and may pull there, or log in anew" : "log in")
                            + " with 'docker login "
                            + place.host()
                            + "', or check the repository's name: a hub answers so for one that doesn't exist, too");
        }
        throw new BrokenEnvironment(
                "registry " + place.host() + " answered " + status + " when asked for " + reference
                        + said(answer.body()),
                "look into its log, or try again later");
    }

    private static String said(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8).strip().replaceAll("\\s+", " ");
        return text.isEmpty() ? "" : ": " + Shortened.of(text, 200);
    }

    private static String mediaType(HttpResponse<byte[]> answer) {
        String type = answer.headers().firstValue("Content-Type").orElse("");
        return type.replaceFirst("\\s*;.*", "");
    }

    private static void expectDigest(Place place, Reference reference, String digest) {
        reference.digest().ifPresent(wanted -> expectSame(place, reference, wanted, digest));
    }

    private static void expectSame(Place place, Reference reference, String wanted, String digest) {
        if (!wanted.equals(digest)) {
            throw new BrokenEnvironment(
                    "registry " + place.host() + " answered for " + reference + " with other content: " + digest
                            + " instead of " + wanted,
                    "don't use it before it has been checked (a disk, a cache or a proxy changes what it holds)");
        }
    }

    private static String sha256(byte[] bytes) {
        return "sha256:" + Sha256.of(bytes).hex();
    }
}
