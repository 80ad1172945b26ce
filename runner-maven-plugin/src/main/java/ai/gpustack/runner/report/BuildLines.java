package ai.gpustack.runner.report;

import ai.gpustack.runner.build.BuildListener;
import ai.gpustack.runner.build.PlatformBuild;
import ai.gpustack.runner.plan.PlatformImage;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Says in lines what happens in a build. */
public final class BuildLines implements BuildListener {

    private final Consumer<String> say;

    /**
     * Lines.
     *
     * @param say receives them
     */
    public BuildLines(Consumer<String> say) {
        this.say = say;
    }

    @Override
    public void says(String sentence) {
        say.accept(sentence);
    }

    @Override
    public void begins(List<PlatformImage> missing, int upToDate) {
        say.accept(missing.size() + " to build, " + upToDate + " up to date");
    }

    @Override
    public void started(PlatformImage image, Optional<String> builder) {
        say.accept(image.tag() + ": started");
    }

    @Override
    public void step(PlatformImage image, String step) {}

    @Override
    public void retrying(PlatformImage image, String reason, Duration wait) {
        say.accept(image.tag() + ": " + reason + "; trying again in " + wait.toSeconds() + " s");
    }

    @Override
    public void ended(PlatformImage image, PlatformBuild build) {
        say.accept(String.format(Locale.ROOT, "%s: %s after %.1f s", image.tag(), build.state(), build.seconds()));
    }

    @Override
    public void close() {}
}
