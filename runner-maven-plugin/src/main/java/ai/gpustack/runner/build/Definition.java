package ai.gpustack.runner.build;

import ai.gpustack.runner.build.BuildSettings.Secret;
import ai.gpustack.runner.buildx.BakeFile;
import ai.gpustack.runner.buildx.BakeTarget;
import ai.gpustack.runner.buildx.CommaSeparated;
import ai.gpustack.runner.plan.Base;
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
        return new BakeTarget(
                name,
                new BakeTarget.Source(
                        image.context(),
                        image.dockerfile(),
                        image.stage(),
                        image.platform().toString(),
                        image.args(),
                        contexts(image)),
                description(image, export, settings.labels()),
                new BakeTarget.Access(
                        secrets(settings.access().secrets()),
                        settings.access().ssh(),
                        "",
                        "",
                        List.of(),
                        settings.access().entitlements()),
                new BakeTarget.Caching(
                        image.revision() > 0,
                        false,
                        image.revision() > 0 ? List.of() : settings.caches().from(image),
                        settings.caches().to(image)),
                // With provenance the pushed tag would be an index with an attestation entry, and its digest not the
                // manifest's.
                List.of("type=provenance,disabled=true"),
                List.of(export.output()));
    }

    private static BakeTarget.Image description(PlatformImage image, Export export, BuildSettings.Labels own) {
        var labels = new TreeMap<>(own.onBoth());
        labels.put(ID, image.id());
        labels.put(InputsLabel.NAME, InputsLabel.of(image.inputs()));
        labels.put("org.opencontainers.image.title", image.name().tag());
        labels.put("org.opencontainers.image.version", image.name().serviceVersion());
        var annotations = new TreeMap<>(labels);
        annotations.putAll(own.annotations());
        return new BakeTarget.Image(export.tags(image), labels, export.annotates() ? annotations : Map.of());
    }

    /**
     * What pins the base images, by the name that BuildKit looks for first (frontend/dockerui, {@code NamedContext}): FROM,
     * {@code COPY --from} and mounts alike. It names the platform, so that one reference can be pinned for several.
     */
    private static Map<String, String> contexts(PlatformImage image) {
        var contexts = new TreeMap<String, String>();
        for (Base base : image.bases()) {
            base.digests()
                    .forEach((platform, digest) -> contexts.put(
                            base.reference().contextName() + "::" + platform,
                            "docker-image://" + base.reference() + "@" + digest));
        }
        return contexts;
    }

    private static List<String> secrets(Map<String, Secret> secrets) {
        return secrets.entrySet().stream()
                .map(secret -> {
                    String id = "id=" + secret.getKey();
                    if (secret.getValue() instanceof Secret.InEnvironment environment) {
                        return CommaSeparated.of("type=env", id, "env=" + environment.variable());
                    }
                    Path path = ((Secret.InFile) secret.getValue()).path();
                    return CommaSeparated.of("type=file", id, "src=" + path);
                })
                .toList();
    }
}
