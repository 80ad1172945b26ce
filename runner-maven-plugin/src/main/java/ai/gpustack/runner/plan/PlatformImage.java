package ai.gpustack.runner.plan;

import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.source.Location;
import java.util.List;
import java.util.Map;

/**
 * An image for one platform: the unit that is built, skipped, retried and reported.
 *
 * @param name what the tag of the image that it belongs to says
 * @param platform the platform
 * @param repository the repository of the platform tag
 * @param staging the repository of the id tag; the same one unless the user wants another
 * @param originalBackendVersion the backend's whole version, of which the name has two parts
 * @param rule where the rule that asks for it stands
 * @param context the build context, relative to {@code runner.directory}
 * @param dockerfile the Dockerfile's name within the context
 * @param stage the target stage
 * @param args the build arguments that are given: by the rule and by overrides
 * @param revision the rule's revision; not 0 means that it is built without reading caches
 * @param bases the images from outside that it is made of and that could move, in the Dockerfile's order
 * @param options the options of its build, with the further contexts that it uses
 * @param inputs all that decides the image's content
 * @param id the inputs' digest, by which the image is found: 64 hex digits
 * @param base the identity of the stage {@code runtime} that it is built on; its own where there is none. Images with the
 *     same one share its layers
 * @param selected whether it was asked for; an unselected one is there because its image requires it
 */
public record PlatformImage(
        ImageName name,
        Platform platform,
        String repository,
        String staging,
        String originalBackendVersion,
        Location rule,
        String context,
        String dockerfile,
        String stage,
        Map<String, String> args,
        int revision,
        List<Base> bases,
        BuildOptions options,
        Inputs inputs,
        String id,
        String base,
        boolean selected) {

    /** {@return the platform tag, a pointer for people, which moves with every build} */
    public Reference reference() {
        return Reference.tag(repository, name.platformTag(platform));
    }

    /** {@return the immutable tag by which the content is found} */
    public Reference idReference() {
        return Reference.tag(staging, "id-" + id.substring(0, 32));
    }

    /** {@return the platform tag alone} */
    public String tag() {
        return name.platformTag(platform);
    }

    /** {@return the platform tag} */
    @Override
    public String toString() {
        return tag();
    }
}
