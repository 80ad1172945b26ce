package ai.gpustack.runner.report;

import ai.gpustack.runner.build.BuildListener;
import ai.gpustack.runner.build.PlatformBuild;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.process.ExitHook;
import ai.gpustack.runner.source.Problem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;

/** Shows a build while it runs: a live view at a terminal, lines elsewhere. */
public final class BuildView implements BuildListener {

    /** Five times a second looks alive, and costs nothing. */
    private static final Duration DRAWING = Duration.ofMillis(200);

    private static final Duration LINES = Duration.ofSeconds(1);

    private final Ticking shown;
    private final Timer timer = new Timer("build view", true);
    private final ExitHook hook;

    private BuildView(Ticking shown, Duration period) {
        this.shown = shown;
        // Ctrl-C: a shell's prompt doesn't appear in the middle of a drawing.
        this.hook = new ExitHook("end build view", shown::brokenOff);
        var tick = new TimerTask() {
            @Override
            public void run() {
                shown.tick();
            }
        };
        timer.schedule(tick, period.toMillis(), period.toMillis());
    }

    /**
     * A live view.
     *
     * @param screen the terminal
     * @param log takes the lines that stay, and writes them to the same terminal
     * @return what shows the build
     */
    public static BuildListener live(Screen screen, LineLog log) {
        return new BuildView(new LiveView(screen, log, InstantSource.system()), DRAWING);
    }

    /**
     * Lines.
     *
     * @param log takes them
     * @param everyStep whether each step is said, rather than one every ten seconds for each image
     * @return what shows the build
     */
    public static BuildListener lines(LineLog log, boolean everyStep) {
        var steps = everyStep ? EventLines.Steps.ALL : EventLines.Steps.THROTTLED;
        return new BuildView(new EventLines(log, InstantSource.system(), steps), LINES);
    }

    @Override
    public void says(String sentence) {
        shown.says(sentence);
    }

    @Override
    public void remarks(Problem problem) {
        shown.remarks(problem);
    }

    @Override
    public void begins(List<PlatformImage> missing, int upToDate) {
        shown.begins(missing, upToDate);
    }

    @Override
    public void started(PlatformImage image, Optional<String> builder) {
        shown.started(image, builder);
    }

    @Override
    public void step(PlatformImage image, String step) {
        shown.step(image, step);
    }

    @Override
    public void retrying(PlatformImage image, String reason, Duration wait) {
        shown.retrying(image, reason, wait);
    }

    @Override
    public void ended(PlatformImage image, PlatformBuild build) {
        shown.ended(image, build);
    }

    @Override
    public void close() {
        timer.cancel();
        if (hook.isJavaEnding()) {
            // Whoever is first says so: the hook, or the build that has come to its end by itself.
            shown.brokenOff();
        }
        shown.close();
    }
}
