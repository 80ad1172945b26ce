package ai.gpustack.runner.buildx;

import java.util.List;
import java.util.Map;

/**
 * One target of a bake definition: one image for one platform.
 *
 * @param name the target's name; see {@link BakeFile#targetName}
 * @param source what is built
 * @param image what the image is called and says of itself
 * @param access what its steps may use
 * @param caching where layers come from and go to
 * @param attestations what is attached to the image, in buildx's own form: {@code type=provenance,mode=min}
 * @param outputs where the image goes, in buildx's own form: {@code type=image,push=true}
 */
public record BakeTarget(
        String name,
        Source source,
        Image image,
        Access access,
        Caching caching,
        List<String> attestations,
        List<String> outputs) {

    public BakeTarget {
        attestations = List.copyOf(attestations);
        outputs = List.copyOf(outputs);
    }

    /**
     * What is built.
     *
     * @param context the build context, relative to the directory that bake is run in
     * @param dockerfile the Dockerfile, relative to the context
     * @param stage the stage to build
     * @param platform {@code os/arch[/variant]}
     * @param args the build arguments; their text is plain text, whatever it looks like
     * @param contexts further contexts by name, in buildx's own form; one named like a base image stands in for it
     */
    public record Source(
            String context,
            String dockerfile,
            String stage,
            String platform,
            Map<String, String> args,
            Map<String, String> contexts) {}

    /**
     * What the image is called and says of itself.
     *
     * @param tags the references that it gets
     * @param labels its labels
     * @param annotations its manifest's annotations; they need an OCI manifest
     */
    public record Image(List<String> tags, Map<String, String> labels, Map<String, String> annotations) {}

    /**
     * What its steps may use, in buildx's own forms.
     *
     * @param secrets {@code type=file,id=ID,src=FILE}
     * @param ssh agents and keys: {@code default}, {@code ID=PATH}
     * @param network {@code default}, {@code none} or {@code host}; the empty text for buildx's own choice
     * @param shmSize the size of {@code /dev/shm}: {@code 64m}; the empty text for the default
     * @param ulimits {@code nofile=1024:2048}
     * @param entitlements {@code network.host}, {@code security.insecure}
     */
    public record Access(
            List<String> secrets,
            List<String> ssh,
            String network,
            String shmSize,
            List<String> ulimits,
            List<String> entitlements) {}

    /**
     * Where layers come from and go to.
     *
     * @param isLeftAside whether results that the builder has are left aside
     * @param pulls whether base images are looked up anew
     * @param from caches that are read: {@code type=registry,ref=…}
     * @param to caches that are written
     */
    public record Caching(boolean isLeftAside, boolean pulls, List<String> from, List<String> to) {}
}
