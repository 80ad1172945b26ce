package ai.gpustack.runner.plan;

import ai.gpustack.runner.dockerfile.ArgumentValues;
import ai.gpustack.runner.dockerfile.Closure;
import ai.gpustack.runner.dockerfile.ContextEntry;
import ai.gpustack.runner.matrix.Platform;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A platform image's identity: a SHA-256 over the canonical JSON of all in this repository that decides its content, and of
 * nothing else. It needs no network and no engine, and is equal on every machine.
 */
final class ImageId {

    /** Raised when what an id is made of changes: every image then gets a new one. */
    private static final int SCHEMA = 1;

    private static final JsonMapper JSON = new JsonMapper();

    private ImageId() {}

    /** The id, 64 hex digits. */
    static String of(
            Platform platform, int revision, Closure closure, ArgumentValues values, List<ContextEntry> files) {
        ObjectNode json = JSON.createObjectNode();
        json.put("schema", SCHEMA);
        json.put("stage", closure.target().label());
        json.put("platform", platform.toString());
        json.put("revision", revision);
        ObjectNode args = json.putObject("args");
        inUse(closure, values).forEach(args::put);
        ArrayNode instructions = json.putArray("dockerfile");
        closure.canonical().forEach(words -> words.forEach(instructions.addArray()::add));
        ArrayNode context = json.putArray("context");
        for (ContextEntry file : files) {
            context.addArray()
                    .add(file.path())
                    .add(file.kind().name())
                    .add(file.executable())
                    .add(file.linkTarget().orElse(""))
                    .add(file.sha256().orElse(""));
        }
        return sha256(JSON.writeValueAsString(json));
    }

    /** The values of the arguments that matter to a target: given, else global; a stage's own default is in its text. */
    static Map<String, String> inUse(Closure closure, ArgumentValues values) {
        var inUse = new TreeMap<String, String>();
        for (String name : closure.argumentsInUse()) {
            Optional.ofNullable(values.given().get(name))
                    .or(() -> values.global(name))
                    .ifPresent(value -> inUse.put(name, value));
        }
        return inUse;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
