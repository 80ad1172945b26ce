package ai.gpustack.runner.buildx;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Hears what happens in a bake while it runs. Called from one thread at a time for each buildx process. */
public interface BakeListener {

    /**
     * A step started.
     *
     * @param targets the targets known to need it
     * @param step the step as BuildKit names it: {@code [runtime 2/5] RUN …}
     */
    void started(Set<String> targets, String step);

    /**
     * A step that had ended runs once more: BuildKit asks its cache for a base image and pulls it in one step, and a worker pushes an image
     * in the one that put it together.
     *
     * @param targets the targets that it had ended for
     * @param step the step as BuildKit names it
     */
    void resumed(Set<String> targets, String step);

    /**
     * Something is read from this machine. Told when it is going to be read and when it has been, more than once.
     *
     * @param read what, and what for
     */
    void read(LocalRead read);

    /**
     * A step printed a line.
     *
     * @param targets the targets known to need the step
     * @param line the line, without its end
     */
    void printed(Set<String> targets, String line);

    /**
     * A step ended, or one of its runs.
     *
     * @param targets the targets known to need it
     * @param step the step as BuildKit names it
     * @param how {@code DONE 1.2s}, {@code CACHED}, or {@code ERROR: …}
     */
    void ended(Set<String> targets, String step, String how);

    /**
     * A target's image is where it belongs: pushed, or loaded.
     *
     * @param target the target
     * @param digest the manifest's digest, if BuildKit said it
     */
    void exported(String target, Optional<String> digest);

    /**
     * A step failed, and targets with it. Comes before the step's {@link #ended}.
     *
     * @param targets the targets that it failed for; others that need it are told of by themselves
     * @param step the step as BuildKit names it
     * @param error what BuildKit says
     * @param lastLines the last lines that the step printed
     */
    void failed(Set<String> targets, String step, String error, List<String> lastLines);

    /**
     * Something went wrong that fails no target: a cache couldn't be read or written.
     *
     * @param targets the targets that it belongs to
     * @param warning what went wrong
     */
    void warned(Set<String> targets, String warning);
}
