package ai.gpustack.runner.plan;

import java.util.List;

/**
 * A multi-arch image: what gets the {@code -dev} tag, is tested, and becomes the final tag.
 *
 * @param name what its tag says
 * @param repository the repository, with its registry
 * @param platformImages the images that it consists of, one for each platform that the matrix requires, whether or not it
 *     was selected; sorted by platform
 */
public record RunnerImage(ImageName name, String repository, List<PlatformImage> platformImages) {

    /** {@return the reference that it has once it is released} */
    public Reference reference() {
        return Reference.tag(repository, name.tag());
    }

    /** {@return the reference that it has before it is released} */
    public Reference devReference() {
        return Reference.tag(repository, name.devTag());
    }

    /** {@return the platform images that were asked for} */
    public List<PlatformImage> selected() {
        return platformImages.stream().filter(PlatformImage::selected).toList();
    }
}
