package ai.gpustack.runner.plan;

import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.JsonTrouble;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * What a plan was at some time: enough to say what is different now.
 *
 * @param images what each platform image was made of, by platform tag, in the plan's order
 * @param collisions where and how images had one tag, by that tag, in the plan's order; none in a plan that was written, as one
 *     with errors isn't
 */
public record PlanSnapshot(Map<String, Inputs> images, Map<String, String> collisions) {

    /** The version of the form in which plans are written. */
    public static final int SCHEMA_VERSION = 1;

    private static final JsonMapper JSON = new JsonMapper();
    private static final String MEND = "write one with 'mvn runner:plan -Drunner.format=json -Drunner.planFile=FILE'";

    public PlanSnapshot {
        images = Collections.unmodifiableMap(new LinkedHashMap<>(images));
        collisions = Collections.unmodifiableMap(new LinkedHashMap<>(collisions));
    }

    /**
     * A plan as it is.
     *
     * @param plan the plan
     * @return its selected platform images, and its collisions
     */
    public static PlanSnapshot of(Plan plan) {
        var images = new LinkedHashMap<String, Inputs>();
        plan.selected().forEach(image -> images.put(image.tag(), image.inputs()));
        var collisions = new LinkedHashMap<String, String>();
        plan.collisions().forEach((tag, problem) -> collisions.put(tag, problem.at() + " " + problem.what()));
        return new PlanSnapshot(images, collisions);
    }

    /**
     * A plan that was written with {@code -Drunner.format=json}.
     *
     * @param file the file
     * @return its selected platform images
     * @throws InvalidInput if it is no such plan
     */
    public static PlanSnapshot read(Path file) {
        try {
            JsonNode root = JSON.readTree(Files.readAllBytes(file));
            if (root.path("schemaVersion").asInt(0) != SCHEMA_VERSION) {
                throw new InvalidInput(List.of(Problem.error(
                        Location.of(file.toString()),
                        "is no plan: it has another form than this plugin writes",
                        MEND)));
            }
            var images = new LinkedHashMap<String, Inputs>();
            for (JsonNode image : list(root, "images")) {
                for (JsonNode platformImage : list(image, "platformImages")) {
                    if (platformImage.required("selected").booleanValue()) {
                        String reference = platformImage.required("reference").stringValue();
                        images.put(
                                reference.substring(reference.lastIndexOf(':') + 1),
                                JSON.treeToValue(platformImage.required("inputs"), Inputs.class));
                    }
                }
            }
            return new PlanSnapshot(images, Map.of());
        } catch (IOException e) {
            throw new InvalidInput(List.of(Problem.error(
                    Location.of(file.toString()), "can't be read: " + e.getMessage(), "name a plan's file")));
        } catch (JacksonException e) {
            throw new InvalidInput(List.of(JsonTrouble.of(file.toString(), "plan", e, MEND)));
        }
    }

    /** What isn't a list would be read as an empty one. */
    private static ArrayNode list(JsonNode node, String name) {
        return node.required(name).asArray();
    }
}
