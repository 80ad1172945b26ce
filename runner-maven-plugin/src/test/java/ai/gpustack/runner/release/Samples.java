package ai.gpustack.runner.release;

import ai.gpustack.runner.build.Definition;
import ai.gpustack.runner.plan.ImageName;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.RunnerImage;
import ai.gpustack.runner.plan.SamplePlatformImage;
import ai.gpustack.runner.registry.Descriptor;
import ai.gpustack.runner.registry.Manifest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An image for two platforms, and manifests for it. */
final class Samples {

    static final PlatformImage AMD64 = platformImage("linux/amd64", "a");
    static final PlatformImage ARM64 = platformImage("linux/arm64", "b");
    static final RunnerImage IMAGE = new RunnerImage(AMD64.name(), AMD64.repository(), List.of(AMD64, ARM64));

    private static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";

    private Samples() {}

    private static PlatformImage platformImage(String platform, String id) {
        return SamplePlatformImage.of(
                ImageName.of("cpu", "12.15", "", "tool", "1.0"), platform, id.repeat(64), id.repeat(64));
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
