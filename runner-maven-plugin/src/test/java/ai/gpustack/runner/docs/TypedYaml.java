package ai.gpustack.runner.docs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * YAML as an editor shows it to a schema: scalars have the types of YAML 1.2's core schema, so that {@code 12.10} is the number
 * 12.1; aliases and merge keys are resolved.
 */
final class TypedYaml {

    private static final JsonMapper JSON = new JsonMapper();

    private TypedYaml() {}

    /**
     * Reads a text.
     *
     * @throws org.snakeyaml.engine.v2.exceptions.YamlEngineException if it isn't YAML, or has a key twice
     */
    static JsonNode of(String text) {
        var settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setAllowDuplicateKeys(false)
                .build();
        return JSON.valueToTree(merged(new Load(settings).loadFromString(text)));
    }

    private static Object merged(Object value) {
        if (value instanceof List<?> list) {
            var items = new ArrayList<>();
            list.forEach(item -> items.add(merged(item)));
            return items;
        }
        return value instanceof Map<?, ?> map ? mergedMap(map) : value;
    }

    private static Map<Object, Object> mergedMap(Map<?, ?> map) {
        var entries = new LinkedHashMap<Object, Object>();
        map.forEach((key, value) -> {
            if (!key.equals("<<")) {
                entries.put(String.valueOf(key), merged(value));
            }
        });
        Object merge = map.get("<<");
        List<?> sources = merge instanceof List<?> several ? several : merge == null ? List.of() : List.of(merge);
        for (Object source : sources) {
            mergedMap((Map<?, ?>) source).forEach(entries::putIfAbsent);
        }
        return entries;
    }
}
