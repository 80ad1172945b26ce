package ai.gpustack.runner.build;

import ai.gpustack.runner.plan.PlatformImage;
import java.util.List;

/** What becomes of an image when it is built. */
public enum Export {
    /**
     * It is pushed: under its platform tag, a pointer that moves, and under its id tag, which doesn't. OCI media types,
     * because Docker's manifests have no annotations; and no copy in the engine's own store, which would cost a multiple of
     * the image's size for nothing (300 MB of payload left 756 MB behind).
     */
    PUSH("type=image,push=true,oci-mediatypes=true,store=false", "pushed", "registry", true),
    /** It is loaded into the local engine under its platform tag. */
    LOAD("type=docker", "loaded", "engine", false);

    private final String output;
    private final String verb;
    private final String place;
    private final boolean annotates;

    Export(String output, String verb, String place, boolean annotates) {
        this.output = output;
        this.verb = verb;
        this.place = place;
        this.annotates = annotates;
    }

    /** {@return the export in buildx's own form} */
    public String output() {
        return output;
    }

    /** {@return what happened to an image: {@code pushed}, {@code loaded}} */
    public String verb() {
        return verb;
    }

    /** {@return where the image is then, as the report calls it: {@code registry}, {@code engine}} */
    public String place() {
        return place;
    }

    /** {@return whether an image's manifest can carry annotations there} */
    public boolean annotates() {
        return annotates;
    }

    /**
     * The references that an image gets.
     *
     * @param image the image
     * @return its platform tag first
     */
    public List<String> tags(PlatformImage image) {
        String platformTag = image.reference().toString();
        return this == PUSH ? List.of(platformTag, image.idReference().toString()) : List.of(platformTag);
    }
}
