package ai.gpustack.runner.build;

import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.source.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Hears what happens in a build, for people. Called from several threads, never from two at once; it must not block, and what
 * it throws ends the build.
 */
public interface BuildListener extends AutoCloseable {

    /**
     * A sentence about the build as a whole.
     *
     * @param sentence what there is to say
     */
    void says(String sentence);

    /**
     * Something that may be wrong, and that nothing is refused for.
     *
     * @param problem a warning or a notice
     */
    void remarks(Problem problem);

    /**
     * Building begins: what is up to date has been found.
     *
     * @param missing what is going to be built, in the plan's order; may be empty
     * @param upToDate how many platform images are there already
     */
    void begins(List<PlatformImage> missing, int upToDate);

    /**
     * An image's first step began, in this attempt.
     *
     * @param image the image
     * @param builder the builder; empty for the one that was selected
     */
    void started(PlatformImage image, Optional<String> builder);

    /**
     * A step of an image began.
     *
     * @param image the image
     * @param step the step as BuildKit names it: {@code [vllm 3/5] RUN …}; may have several lines
     */
    void step(PlatformImage image, String step);

    /**
     * An attempt failed, and there will be another.
     *
     * @param image the image
     * @param reason what went wrong
     * @param wait how long is waited before the next attempt
     */
    void retrying(PlatformImage image, String reason, Duration wait);

    /**
     * An image's build is over.
     *
     * @param image the image
     * @param build what became of it: built, failed, or not started; never up to date
     */
    void ended(PlatformImage image, PlatformBuild build);

    /** The build is over; nothing is said afterwards. */
    @Override
    void close();
}
