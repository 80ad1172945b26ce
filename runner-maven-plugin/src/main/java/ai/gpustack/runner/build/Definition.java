package ai.gpustack.runner.build;

import ai.gpustack.runner.buildx.BakeFile;
import ai.gpustack.runner.buildx.BakeTarget;
import ai.gpustack.runner.plan.PlatformImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bake definition for platform images.
 *
 * @param file the definition
 * @param images the platform image that each target builds, by the target's name, in order
 */
public record Definition(BakeFile file, Map<String, PlatformImage> images) {

    /** The label and annotation that carries an image's id. */
    public static final String ID = "ai.gpustack.runner.id";

    /**
     * Makes the definition.
     *
     * @param images what to build
     * @param export what becomes of them
     * @param settings how it is built
     * @return a target for each image, in the same order
     */
    public static Definition of(List<PlatformImage> images, Export export, BuildSettings settings) {
        var byTarget = new LinkedHashMap<String, PlatformImage>();
        var targets = new ArrayList<BakeTarget>();
        for (PlatformImage image : images) {
            String name = BakeFile.targetName(image.tag(), byTarget.keySet());
            byTarget.put(name, image);
            targets.add(target(name, image, export, settings));
        }
        return new Definition(new BakeFile(List.copyOf(targets)), byTarget);
    }

    private static BakeTarget target(String name, PlatformImage image, Export export, BuildSettings settings) {
        var labels = new TreeMap<>(settings.labels());
        labels.put(ID, image.id());
        labels.put("org.opencontainers.image.title", image.name().tag());
        labels.put("org.opencontainers.image.version", image.name().serviceVersion());
        return new BakeTarget(
                name,
                image.context(),
                image.dockerfile(),
                image.stage(),
                image.platform().toString(),
                image.args(),
                export.tags(image),
                labels,
                export.annotates() ? labels : Map.of(),
                secrets(settings.secrets()),
                List.of(export.output()),
                image.revision() > 0);
    }

    private static List<String> secrets(Map<String, Path> secrets) {
        return secrets.entrySet().stream()
                .map(secret -> "type=file," + field("id=" + secret.getKey()) + "," + field("src=" + secret.getValue()))
                .toList();
    }

    /** A field of a line of comma-separated values, which is how buildx reads a secret. */
    private static String field(String text) {
        return text.contains(",") || text.contains("\"") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
