package ai.gpustack.runner.buildx;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What bake writes of the targets that succeeded, once it has ended ({@code --metadata-file}).
 *
 * @param digests their manifests' digests, by target
 * @param bases what their base images resolved to: {@code sha256:…} by reference, by target
 */
record BakeMetadata(Map<String, String> digests, Map<String, SortedMap<String, String>> bases) {

    private static final JsonMapper JSON = new JsonMapper();

    /** A base image among a build's materials, as a package URL: {@code pkg:docker/debian@bookworm-slim?platform=linux%2Famd64}. */
    private static final Pattern BASE = Pattern.compile("pkg:docker/([^@?]+)(?:@([^?]+))?(?:\\?.*)?");

    /** Reads a file; there is none where nothing succeeded, and half of one where buildx was killed while it wrote. */
    static BakeMetadata read(Path file) {
        var digests = new HashMap<String, String>();
        var bases = new HashMap<String, SortedMap<String, String>>();
        if (Files.isRegularFile(file)) {
            try {
                JSON.readTree(file.toFile()).properties().forEach(target -> {
                    String digest =
                            target.getValue().path("containerimage.digest").asString("");
                    if (!digest.isEmpty()) {
                        digests.put(target.getKey(), digest);
                    }
                    bases.put(target.getKey(), materials(target.getValue()));
                });
            } catch (JacksonException e) {
                // what its progress said counts
            }
        }
        return new BakeMetadata(digests, bases);
    }

    private static SortedMap<String, String> materials(JsonNode target) {
        var bases = new TreeMap<String, String>();
        for (JsonNode material : target.path("buildx.build.provenance").path("materials")) {
            Matcher base = BASE.matcher(material.path("uri").asString(""));
            String digest = material.path("digest").path("sha256").asString("");
            if (base.matches() && !digest.isEmpty()) {
                String tag = base.group(2) == null ? "" : ":" + decoded(base.group(2));
                bases.put(decoded(base.group(1)) + tag, "sha256:" + digest);
            }
        }
        return bases;
    }

    private static String decoded(String text) {
        // a plus sign is itself in a package URL
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
