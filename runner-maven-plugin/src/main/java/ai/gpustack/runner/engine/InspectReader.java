package ai.gpustack.runner.engine;

import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.process.BrokenEnvironment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the JSON that {@code docker … inspect} and {@code docker version} print. */
final class InspectReader {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private InspectReader() {}

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            throw new BrokenEnvironment(
                    "the docker command printed something else than JSON: " + e.getOriginalMessage(),
                    "check that 'docker' is the Docker client",
                    e);
        }
    }

    /** The first of the images that {@code docker image inspect} printed. */
    static LoadedImage image(String text) {
        JsonNode image = json(text).path(0);
        JsonNode config = image.path("Config");
        var read = new ImageConfig(
                variables(config.path("Env")),
                texts(config.path("Labels")),
                list(config.path("Entrypoint")),
                list(config.path("Cmd")),
                keys(config.path("ExposedPorts")),
                keys(config.path("Volumes")),
                config.path("WorkingDir").asString(""),
                config.path("User").asString(""));
        return new LoadedImage(
                image.path("Id").asString(""),
                list(image.path("RepoDigests")),
                platform(
                        image.path("Os").asString(""),
                        image.path("Architecture").asString(""),
                        image.path("Variant").asString("")),
                image.path("Size").asLong(0),
                read);
    }

    /** A platform without the variants that are the architecture's only one: BuildKit leaves these out (containerd/platforms). */
    static Platform platform(String os, String architecture, String variant) {
        boolean only = (architecture.equals("arm64") && variant.equals("v8"))
                || (architecture.equals("amd64") && variant.equals("v1"));
        return new Platform(os, architecture, Optional.of(variant).filter(text -> !text.isEmpty() && !only));
    }

    private static Map<String, String> variables(JsonNode array) {
        var variables = new LinkedHashMap<String, String>();
        for (String pair : list(array)) {
            int equals = pair.indexOf('=');
            variables.put(equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1));
        }
        return variables;
    }

    private static Map<String, String> texts(JsonNode object) {
        var texts = new LinkedHashMap<String, String>();
        object.forEachEntry((key, value) -> texts.put(key, value.asString("")));
        return texts;
    }

    private static Set<String> keys(JsonNode object) {
        return new LinkedHashSet<>(object.propertyNames());
    }

    private static List<String> list(JsonNode array) {
        var list = new ArrayList<String>();
        array.forEach(item -> list.add(item.asString("")));
        return list;
    }
}
