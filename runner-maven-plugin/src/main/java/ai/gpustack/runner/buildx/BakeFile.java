package ai.gpustack.runner.buildx;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A bake definition as a value: what {@code docker buildx bake -f} is given.
 *
 * @param targets the targets, in the order in which they are written
 * @param others targets that are built only where they are asked for by name
 */
public record BakeFile(List<BakeTarget> targets, List<BakeTarget> others) {

    public BakeFile {
        targets = List.copyOf(targets);
        others = List.copyOf(others);
    }

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /**
     * A target's name for a tag. Bake's names have no dots.
     *
     * @param tag the platform image's tag
     * @param taken names that are in use already
     * @return a name of letters, digits, {@code _} and {@code -} that isn't taken
     */
    public static String targetName(String tag, Collection<String> taken) {
        String name = tag.replaceAll("[^A-Za-z0-9_-]", "_");
        String free = name;
        for (int i = 2; taken.contains(free); i++) {
            free = name + "__" + i;
        }
        return free;
    }

    /** {@return the definition as JSON, the same bytes for the same targets} */
    public String toJson() {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode group = root.putObject("group").putObject("default").putArray("targets");
        ObjectNode definitions = root.putObject("target");
        for (BakeTarget target : targets) {
            group.add(target.name());
            definitions.set(target.name(), json(target));
        }
        others.forEach(target -> definitions.set(target.name(), json(target)));
        return JSON.writeValueAsString(root) + "\n";
    }

    private static ObjectNode json(BakeTarget target) {
        ObjectNode json = JSON.createObjectNode();
        BakeTarget.Source source = target.source();
        json.put("context", literal(source.context()));
        json.put("dockerfile", literal(source.dockerfile()));
        json.put("target", literal(source.stage()));
        json.putArray("platforms").add(literal(source.platform()));
        put(json, "args", source.args());
        put(json, "contexts", source.contexts());
        add(json, "tags", target.image().tags());
        put(json, "labels", target.image().labels());
        add(
                json,
                "annotations",
                target.image().annotations().entrySet().stream()
                        .map(e -> "manifest:" + e.getKey() + "=" + e.getValue())
                        .toList());
        access(json, target.access());
        add(json, "attest", target.attestations());
        add(json, "cache-from", target.caching().from());
        add(json, "cache-to", target.caching().to());
        add(json, "output", target.outputs());
        flag(json, "no-cache", target.caching().isLeftAside());
        flag(json, "pull", target.caching().pulls());
        return json;
    }

    private static void access(ObjectNode json, BakeTarget.Access access) {
        add(json, "secret", access.secrets());
        add(json, "ssh", access.ssh());
        if (!access.network().isEmpty()) {
            json.put("network", literal(access.network()));
        }
        if (!access.shmSize().isEmpty()) {
            json.put("shm-size", literal(access.shmSize()));
        }
        add(json, "ulimits", access.ulimits());
        add(json, "entitlements", access.entitlements());
    }

    private static void flag(ObjectNode json, String key, boolean isSet) {
        if (isSet) {
            json.put(key, true);
        }
    }

    private static void put(ObjectNode json, String key, Map<String, String> values) {
        if (!values.isEmpty()) {
            ObjectNode object = json.putObject(key);
            values.forEach((name, value) -> object.put(name, literal(value)));
        }
    }

    private static void add(ObjectNode json, String key, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = json.putArray(key);
            values.forEach(value -> array.add(literal(value)));
        }
    }

    /** Strings in a bake file are HCL templates: what opens an interpolation or a directive is doubled (measured, buildx 0.38.2). */
    private static String literal(String text) {
        return text.replace("${", "$${").replace("%{", "%%{");
    }
}
