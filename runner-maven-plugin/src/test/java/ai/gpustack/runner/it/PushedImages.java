package ai.gpustack.runner.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** A repository of a registry, read over plain HTTP and by nothing of the plugin's. */
public final class PushedImages {

    private static final String MANIFESTS =
            "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json";
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final String registry;
    private final String repository;

    /**
     * A repository.
     *
     * @param registry the registry, as host and port
     * @param repository namespace and name
     */
    public PushedImages(String registry, String repository) {
        this.registry = registry;
        this.repository = repository;
    }

    /** {@return whether the registry answers} */
    public boolean answers() {
        try {
            return send("GET", "http://" + registry + "/v2/").statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** {@return the repository's tags, sorted; none if there is no such repository} */
    public List<String> tags() {
        Object tags = json(ask("GET", "tags/list")).get("tags");
        return tags instanceof List<?> list
                ? list.stream().map(Object::toString).sorted().toList()
                : List.of();
    }

    /**
     * The digest that a tag has.
     *
     * @param tag the tag
     * @return the digest; null if there is no such tag
     */
    public String digest(String tag) {
        HttpResponse<String> response = ask("HEAD", "manifests/" + tag);
        return response.statusCode() == 404
                ? null
                : response.headers().firstValue("Docker-Content-Digest").orElseThrow();
    }

    /**
     * A manifest or an index.
     *
     * @param reference its tag or digest
     * @return its content
     */
    public Map<String, Object> manifest(String reference) {
        return json(ask("GET", "manifests/" + reference));
    }

    /**
     * An image's layers.
     *
     * @param reference the image's tag or digest
     * @return their digests, the lowest first
     */
    public List<String> layers(String reference) {
        return ((List<?>) manifest(reference).get("layers"))
                .stream()
                        .map(layer -> ((Map<?, ?>) layer).get("digest").toString())
                        .toList();
    }

    /**
     * An image's config.
     *
     * @param reference the image's tag or digest
     * @return its content
     */
    public Map<String, Object> config(String reference) {
        var config = (Map<?, ?>) manifest(reference).get("config");
        return json(ask("GET", "blobs/" + config.get("digest")));
    }

    /**
     * Whether all blobs of an image are there, each with the size that its manifest says.
     *
     * @param reference the image's tag or digest
     * @return whether that is so
     */
    public boolean isWhole(String reference) {
        Map<String, Object> manifest = manifest(reference);
        return Stream.concat(Stream.of(manifest.get("config")), ((List<?>) manifest.get("layers")).stream())
                .map(blob -> (Map<?, ?>) blob)
                .allMatch(blob -> ask("HEAD", "blobs/" + blob.get("digest"))
                        .headers()
                        .firstValue("Content-Length")
                        .equals(Optional.of(blob.get("size").toString())));
    }

    private HttpResponse<String> ask(String method, String path) {
        return send(method, "http://" + registry + "/v2/" + repository + "/" + path);
    }

    private HttpResponse<String> send(String method, String uri) {
        var request = HttpRequest.newBuilder(URI.create(uri))
                .header("Accept", MANIFESTS)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> json(HttpResponse<String> response) {
        return JSON.readValue(response.body(), Map.class);
    }
}
