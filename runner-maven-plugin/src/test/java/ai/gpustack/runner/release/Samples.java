package ai.gpustack.runner.release;

import ai.gpustack.runner.build.Definition;
import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.plan.BuildOptions;
import ai.gpustack.runner.plan.ImageName;
import ai.gpustack.runner.plan.Inputs;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.RunnerImage;
import ai.gpustack.runner.registry.Descriptor;
import ai.gpustack.runner.registry.Manifest;
import ai.gpustack.runner.source.Location;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An image for two platforms, and manifests for it. */
final class Samples {

    static final String REPOSITORY = "localhost:5000/gpustack/runner";
    static final PlatformImage AMD64 = platformImage("linux/amd64", "a");
    static final PlatformImage ARM64 = platformImage("linux/arm64", "b");
    static final RunnerImage IMAGE = new RunnerImage(AMD64.name(), REPOSITORY, List.of(AMD64, ARM64));

    private static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";

    private Samples() {}

    private static PlatformImage platformImage(String platform, String id) {
        return new PlatformImage(
                ImageName.of("cpu", "12.15", "", "tool", "1.0"),
                Platform.parse(platform).orElseThrow(),
                REPOSITORY,
                REPOSITORY,
                "12.15",
                new Location("matrix.yml", 5, 3),
                "pack/cpu",
                "Dockerfile",
                "tool",
                Map.of(),
                0,
                List.of(),
                BuildOptions.NONE,
                new Inputs("tool", platform, 0, new TreeMap<>(), id, new TreeMap<>(), new TreeMap<>(), new TreeMap<>()),
                id.repeat(64),
                id.repeat(64),
                true);
    }

    static String digest(String letter) {
        return "sha256:" + letter.repeat(64);
    }

    /** A manifest of 10 bytes with a configuration and a layer of 50 each. */
    static Manifest manifest(String letter, String id, Map<String, String> annotations) {
        var all = new TreeMap<>(annotations);
        all.put(Definition.ID, id);
        var blob = new Descriptor("blob", digest("0"), 50);
        return new Manifest.Image(new Descriptor(OCI_MANIFEST, digest(letter), 10), all, blob, List.of(blob));
    }

    static Manifest index(String letter, Map<String, String> annotations, String... children) {
        List<Manifest.Entry> entries = Arrays.stream(children)
                .map(child -> new Manifest.Entry(
                        new Descriptor(OCI_MANIFEST, digest(child), 10), Optional.empty(), Map.of(), false))
                .toList();
        return new Manifest.Index(new Descriptor(OCI_INDEX, digest(letter), 20), annotations, entries);
    }
}
