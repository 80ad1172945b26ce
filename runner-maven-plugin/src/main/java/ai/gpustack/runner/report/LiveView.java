package ai.gpustack.runner.report;

import ai.gpustack.runner.build.PlatformBuild;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.source.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A build at a terminal: lines that stay, and below them a few that are drawn again and again.
 *
 * <p>Between two drawings the cursor waits at the top of the drawn part, on an empty row. So what others write goes there
 * and stays, the next drawing begins below it, and whatever ends Maven, even by force, leaves the cursor in a sensible place.
 * It is never hidden. While a part is drawn, the terminal doesn't wrap lines: one that it finds wider than we thought is cut.
 */
final class LiveView implements Ticking {

    private static final String ERASE_BELOW = "\r\u001B[J";
    private static final String ERASE_TO_END_OF_LINE = "\u001B[K";
    private static final String WRAP_OFF = "\u001B[?7l";
    private static final String WRAP_ON = "\u001B[?7h";

    private final Screen screen;
    private final InstantSource clock;
    private final EventLines lines;
    private final Map<String, Running> running = new LinkedHashMap<>();
    private Instant begun;
    private int total;
    private int built;
    private int failed;
    private int notStarted;
    private String drawn = "";
    private boolean isClosed;

    /** An image that is being built, or waits for its next attempt. */
    private record Running(Instant since, String step) {}

    LiveView(Screen screen, LineLog log, InstantSource clock) {
        this.screen = screen;
        this.clock = clock;
        this.lines = new EventLines(log, clock, EventLines.Steps.NONE);
        this.begun = clock.instant();
    }

    @Override
    public synchronized void says(String sentence) {
        aboveTheView(() -> lines.says(sentence));
    }

    @Override
    public synchronized void remarks(Problem problem) {
        aboveTheView(() -> lines.remarks(problem));
    }

    @Override
    public synchronized void begins(List<PlatformImage> missing, int upToDate) {
        begun = clock.instant();
        total = missing.size();
        aboveTheView(() -> lines.begins(missing, upToDate));
    }

    @Override
    public synchronized void started(PlatformImage image, Optional<String> builder) {
        Instant since = Optional.ofNullable(running.remove(image.tag()))
                .map(Running::since)
                .orElseGet(clock::instant);
        running.put(image.tag(), new Running(since, builder.map(b -> "on " + b).orElse("")));
        lines.started(image, builder);
    }

    @Override
    public synchronized void step(PlatformImage image, String step) {
        lines.step(image, step);
        if (EventLines.isOfDockerfile(step)) {
            at(image, PlainText.joined(step));
        }
    }

    private void at(PlatformImage image, String step) {
        running.computeIfPresent(image.tag(), (tag, old) -> new Running(old.since(), step));
    }

    @Override
    public synchronized void retrying(PlatformImage image, String reason, Duration wait) {
        at(image, "waits " + Figures.time(wait.toMillis() / 1e3) + " before it is tried again");
        aboveTheView(() -> lines.retrying(image, reason, wait));
    }

    @Override
    public synchronized void ended(PlatformImage image, PlatformBuild build) {
        running.remove(image.tag());
        switch (build.state()) {
            case FAILED -> failed++;
            case NOT_STARTED -> notStarted++;
            case BUILT, UP_TO_DATE -> built++;
        }
        aboveTheView(() -> lines.ended(image, build));
    }

    /** Others' lines are written by others; with the drawn part out of the way they are whole. */
    private void aboveTheView(Runnable said) {
        if (isClosed) {
            return;
        }
        erase();
        said.run();
        draw();
    }

    private void erase() {
        if (!drawn.isEmpty()) {
            screen.write(ERASE_BELOW);
            drawn = "";
        }
    }

    /** Draws what has changed. The time does every second, so that what others have written over is mended by then. */
    @Override
    public void tick() {
        screen.look();
        synchronized (this) {
            if (!isClosed) {
                draw();
            }
        }
    }

    private void draw() {
        if (total == 0) {
            return;
        }
        List<String> rows = frame().rows(screen);
        var text = new StringBuilder(WRAP_OFF).append('\r');
        text.append(String.join(ERASE_TO_END_OF_LINE + "\r\n", rows)).append("\u001B[J");
        text.append("\u001B[").append(rows.size() - 1).append("A\r").append(WRAP_ON);
        if (!text.toString().equals(drawn)) {
            drawn = text.toString();
            screen.write(drawn);
        }
    }

    private LiveFrame frame() {
        Instant now = clock.instant();
        return new LiveFrame(
                total,
                built,
                failed,
                notStarted,
                Duration.between(begun, now),
                running.entrySet().stream()
                        .map(entry -> new LiveFrame.Line(
                                entry.getKey(),
                                Duration.between(entry.getValue().since(), now),
                                entry.getValue().step()))
                        .toList());
    }

    @Override
    public synchronized void brokenOff() {
        if (!isClosed) {
            erase();
            isClosed = true;
            lines.brokenOff();
        }
    }

    /** Leaves a screen without the drawn part; also when the build is broken off. */
    @Override
    public synchronized void close() {
        erase();
        isClosed = true;
        lines.close();
    }
}
