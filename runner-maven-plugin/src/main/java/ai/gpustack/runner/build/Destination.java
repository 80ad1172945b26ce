package ai.gpustack.runner.build;

import ai.gpustack.runner.plan.Inputs;
import ai.gpustack.runner.plan.PlatformImage;
import java.util.Optional;

/** Where platform images go: a registry, or the local engine. */
public interface Destination {

    /** What the destination has of a platform image. */
    sealed interface Existing {

        /**
         * It has the image, and its platform tag points there.
         *
         * @param digest the image's digest there
         */
        record UpToDate(String digest) implements Existing {}

        /**
         * It has the image, but its platform tag is gone or points elsewhere.
         *
         * @param digest the image's digest there
         */
        record TagElsewhere(String digest) implements Existing {}

        /**
         * It doesn't have the image.
         *
         * @param earlier what its platform tag holds instead; empty if there is no such tag
         */
        record Missing(Optional<Earlier> earlier) implements Existing {}

        /**
         * It doesn't have the image, and there is more to say about that.
         *
         * @param why why it is built
         */
        record MissingBecause(String why) implements Existing {}
    }

    /**
     * An image that an image's platform tag holds, of other content.
     *
     * @param id its identity; empty where it carries none
     * @param inputs what it was made of, as far as it says
     */
    record Earlier(Optional<String> id, Optional<Inputs> inputs) {}

    /**
     * Looks for the image with the same id. May be called from several threads at once.
     *
     * @param image the image
     * @return what is there
     * @throws ai.gpustack.runner.process.BrokenEnvironment if the destination can't be asked
     */
    Existing existing(PlatformImage image);

    /**
     * Points the platform tag to an image that is there.
     *
     * @param image the image
     * @param digest its digest there
     */
    void point(PlatformImage image, String digest);

    /**
     * Sees to it that an image which came there under an id that isn't its own isn't found by it.
     *
     * @param image the image that it was taken for
     * @throws ai.gpustack.runner.process.BrokenEnvironment if the destination can't be written to
     */
    void spoil(PlatformImage image);

    /**
     * How large an image is that is there. May be called from several threads at once.
     *
     * @param image the image
     * @return its size and layers, as far as the destination tells
     * @throws ai.gpustack.runner.process.BrokenEnvironment if the destination can't be asked
     */
    Optional<PlatformBuild.Size> size(PlatformImage image);

    /** {@return what becomes of an image that is built for it} */
    Export export();
}
