package ai.gpustack.runner.registry;

import ai.gpustack.runner.matrix.Platform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Turns the bytes of a manifest into a {@link Manifest}. */
final class ManifestReader {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ManifestReader() {}

    /**
     * Reads a manifest.
     *
     * @param descriptor what the registry says it is
     * @param bytes its bytes
     * @return the manifest; empty if the bytes are no manifest of an image or an index
     */
    static Optional<Manifest> read(Descriptor descriptor, byte[] bytes) {
        JsonNode root;
        try {
            root = JSON.readTree(bytes);
        } catch (JacksonException e) {
            return Optional.empty();
        }
        if (root.path("manifests").isArray()) {
            return Optional.of(new Manifest.Index(descriptor, annotations(root), entries(root)));
        }
        if (root.path("config").isObject()) {
            return Optional.of(new Manifest.Image(
                    descriptor, annotations(root), descriptor(root.path("config")), descriptors(root.path("layers"))));
        }
        return Optional.empty();
    }

    /** The instructions of a configuration's history that made layers, by the OCI image specification; empty if it has none. */
    static List<String> steps(byte[] config) {
        try {
            var steps = new ArrayList<String>();
            for (JsonNode entry : JSON.readTree(config).path("history")) {
                if (!entry.path("empty_layer").asBoolean(false)) {
                    steps.add(text(entry, "created_by"));
                }
            }
            return steps;
        } catch (JacksonException e) {
            return List.of();
        }
    }

    private static List<Manifest.Entry> entries(JsonNode index) {
        var entries = new ArrayList<Manifest.Entry>();
        for (JsonNode node : index.path("manifests")) {
            Map<String, String> annotations = annotations(node);
            JsonNode platform = node.path("platform");
            boolean unknown = text(platform, "os").equals("unknown")
                    && text(platform, "architecture").equals("unknown");
            boolean attestation = unknown || annotations.containsKey("vnd.docker.reference.type");
            entries.add(new Manifest.Entry(
                    descriptor(node), attestation ? Optional.empty() : platform(platform), annotations, attestation));
        }
        return entries;
    }

    private static Optional<Platform> platform(JsonNode node) {
        if (!node.isObject()) {
            return Optional.empty();
        }
        Optional<String> variant = Optional.of(text(node, "variant")).filter(text -> !text.isEmpty());
        // BuildKit writes arm64 without its only variant, other tools with it: they are one platform.
        return Optional.of(new Platform(text(node, "os"), text(node, "architecture"), variant).normalized());
    }

    /**
     * Reads the platform of an image's configuration.
     *
     * @param config the configuration's bytes
     * @return the platform; empty if they name none
     */
    static Optional<Platform> platform(byte[] config) {
        try {
            return platform(JSON.readTree(config))
                    .filter(platform -> !platform.architecture().isEmpty());
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static List<Descriptor> descriptors(JsonNode array) {
        var descriptors = new ArrayList<Descriptor>();
        for (JsonNode node : array) {
            descriptors.add(descriptor(node));
        }
        return descriptors;
    }

    private static Descriptor descriptor(JsonNode node) {
        return new Descriptor(
                text(node, "mediaType"), text(node, "digest"), node.path("size").asLong(0));
    }

    private static Map<String, String> annotations(JsonNode node) {
        var annotations = new HashMap<String, String>();
        node.path("annotations").forEachEntry((key, value) -> annotations.put(key, value.asString("")));
        return annotations;
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }
}
