package ai.gpustack.runner.build;

import ai.gpustack.runner.build.BuildSettings.Secret;
import ai.gpustack.runner.buildx.BakeFile;
import ai.gpustack.runner.buildx.BakeTarget;
import ai.gpustack.runner.buildx.CommaSeparated;
import ai.gpustack.runner.dockerfile.Stage;
import ai.gpustack.runner.plan.Base;
import ai.gpustack.runner.plan.BuildOptions;
import ai.gpustack.runner.plan.PlatformImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The bake definition for platform images.
 *
 * @param file the definition
 * @param images the platform image that each target builds, by the target's name, in order
 * @param runtimes the target of the runtime stage, by the target of each image that shares it with others and leaves the cache aside; empty where all
 *     are begun at once
 */
public record Definition(BakeFile file, Map<String, PlatformImage> images, Map<String, String> runtimes) {

    /** The label and annotation that carries an image's id. */
    public static final String ID = "ai.gpustack.runner.id";

    /** Build arguments that change steps which don't declare them (frontend/dockerfile/dockerfile2llb, frontend/dockerui). */
    private static final Pattern OBEYED = Pattern.compile("SOURCE_DATE_EPOCH|BUILDKIT_.*");

    /**
     * Makes the definition.
     *
     * @param images what to build
     * @param export what becomes of them
     * @param settings how it is built
     * @return a target for each image, in the order in which they are begun
     */
    public static Definition of(List<PlatformImage> images, Export export, BuildSettings settings) {
        var byTarget = new LinkedHashMap<String, PlatformImage>();
        var targets = new ArrayList<BakeTarget>();
        boolean isInTurn = images.size() > settings.parallel();
        for (PlatformImage image : isInTurn ? InTurn.byBase(images) : images) {
            String place = isInTurn ? place(targets.size(), images.size()) : "";
            String name = BakeFile.targetName(place + image.tag(), byTarget.keySet());
            byTarget.put(name, image);
            targets.add(target(name, image, export, settings));
        }
        var runtimes = new LinkedHashMap<String, String>();
        var others = new ArrayList<BakeTarget>();
        if (isInTurn) {
            for (Map<String, PlatformImage> sharing : sharingRuntimes(byTarget, settings)) {
                PlatformImage first = sharing.values().iterator().next();
                var taken = new HashSet<>(byTarget.keySet());
                taken.addAll(runtimes.values());
                String name = BakeFile.targetName(first.name().backend() + "-" + Stage.RUNTIME, taken);
                others.add(runtime(target(name, first, export, settings)));
                sharing.keySet().forEach(target -> runtimes.put(target, name));
            }
        }
        return new Definition(new BakeFile(targets, others), byTarget, runtimes);
    }

    /** Of the images that leave the builder's cache aside, those that share a runtime stage, with all that BuildKit obeys in it. */
    private static List<Map<String, PlatformImage>> sharingRuntimes(
            Map<String, PlatformImage> images, BuildSettings settings) {
        var byBase = new LinkedHashMap<List<Object>, Map<String, PlatformImage>>();
        images.forEach((target, image) -> {
            if (isCacheLeftAside(image, settings)) {
                var obeyed = new TreeMap<>(image.args());
                obeyed.keySet().removeIf(arg -> !OBEYED.matcher(arg).matches());
                byBase.computeIfAbsent(List.of(image.base(), obeyed), base -> new LinkedHashMap<>())
                        .put(target, image);
            }
        });
        return byBase.values().stream().filter(sharing -> sharing.size() > 1).toList();
    }

    /** The runtime stage that an image's target is built on, as a target to be held: see {@link HeldRuntimes}. */
    private static BakeTarget runtime(BakeTarget image) {
        BakeTarget.Source source = image.source();
        return new BakeTarget(
                image.name(),
                new BakeTarget.Source(
                        source.context(),
                        source.dockerfile(),
                        Stage.RUNTIME,
                        source.platform(),
                        source.args(),
                        source.contexts()),
                new BakeTarget.Image(List.of(), Map.of(), Map.of()),
                image.access(),
                new BakeTarget.Caching(true, image.caching().pulls(), List.of(), List.of()),
                List.of("type=provenance,disabled=true"),
                List.of("type=tar,dest=-"));
    }

    /** Bake begins targets in the order of their names, whatever the order in which they are asked for (buildx build/build.go). */
    private static String place(int index, int size) {
        int digits = String.valueOf(size).length();
        return String.format(Locale.ROOT, "%0" + digits + "d-", index + 1);
    }

    /** The base image, where there is only one that it can be, and it is pinned. */
    private static Optional<Base> base(PlatformImage image) {
        return image.bases().size() == 1 && image.bases().get(0).digests().size() == 1
                ? Optional.of(image.bases().get(0))
                : Optional.empty();
    }

    /** {@return the folders of this machine that further contexts name} */
    List<Path> folders() {
        return images.values().stream()
                .flatMap(image -> image.options().folders().stream())
                .distinct()
                .toList();
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
                        image.options().network(),
                        image.options().shmSize(),
                        image.options().ulimits(),
                        settings.access().entitlements()),
                new BakeTarget.Caching(
                        isCacheLeftAside(image, settings),
                        settings.pulls(),
                        isCacheLeftAside(image, settings)
                                ? List.of()
                                : settings.caches().from(image),
                        settings.caches().to(image)),
                attestations(image.options()),
                List.of(output(image.options(), export)));
    }

    /** A revision is there to build anew what no file shows has changed. */
    static boolean isCacheLeftAside(PlatformImage image, BuildSettings settings) {
        return image.revision() > 0 || settings.leavesCacheAside();
    }

    /** Provenance has to be refused: BuildKit attaches it otherwise, and what is pushed is an index. */
    private static List<String> attestations(BuildOptions options) {
        var attestations = new ArrayList<String>();
        attestations.add(
                options.provenance().equals("off")
                        ? "type=provenance,disabled=true"
                        : "type=provenance,mode=" + options.provenance());
        if (options.sbom().equals(BuildOptions.SCANNER_OF_BUILDER)) {
            attestations.add("type=sbom");
        } else if (!options.sbom().isEmpty()) {
            attestations.add("type=sbom,generator=" + options.sbom());
        }
        return attestations;
    }

    /** A compression holds for all layers, those of the base included: otherwise the same build has different digests. */
    private static String output(BuildOptions options, Export export) {
        return options.compression().isEmpty()
                ? export.output()
                : export.output() + ",compression=" + options.compression() + ",force-compression=true";
    }

    private static BakeTarget.Image description(PlatformImage image, Export export, BuildSettings.Labels own) {
        var labels = new TreeMap<>(own.onBoth());
        labels.put(ID, image.id());
        labels.put(InputsLabel.NAME, InputsLabel.of(image.inputs()));
        // What the user says of an image wins over what can be told of any.
        labels.putIfAbsent("org.opencontainers.image.title", image.name().tag());
        labels.putIfAbsent("org.opencontainers.image.version", image.name().serviceVersion());
        base(image).ifPresent(base -> {
            labels.putIfAbsent(
                    "org.opencontainers.image.base.name", base.reference().toString());
            labels.putIfAbsent(
                    "org.opencontainers.image.base.digest",
                    base.digests().get(base.digests().firstKey()));
        });
        var annotations = new TreeMap<>(labels);
        annotations.putAll(own.annotations());
        return new BakeTarget.Image(export.tags(image), labels, export.annotates() ? annotations : Map.of());
    }

    /**
     * The further contexts, and what pins the base images, by the name that BuildKit looks for first (frontend/dockerui, {@code NamedContext}): FROM,
     * {@code COPY --from} and mounts alike. It names the platform, so that one reference can be pinned for several.
     */
    private static Map<String, String> contexts(PlatformImage image) {
        var contexts = new TreeMap<>(image.options().contexts());
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
