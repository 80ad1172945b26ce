package ai.gpustack.runner.report;

import ai.gpustack.runner.build.BuildState;
import ai.gpustack.runner.build.Failure;
import ai.gpustack.runner.build.PlatformBuild;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.source.Count;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.Severity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A build as lines, each with the time since it began and how many images are built or have failed. Retries and ends are said at once; steps
 * at most every ten seconds for each image: then the one that runs, so that a long step is said although it began in between.
 * After a minute of silence a line says what still runs, as some CI systems end what is silent for long.
 */
final class EventLines implements Ticking {

    /** Which steps are said. */
    enum Steps {
        /** Every one. */
        ALL,
        /** For each image at most one every ten seconds. */
        THROTTLED,
        /** None, as they are seen elsewhere. */
        NONE
    }

    private static final Duration QUIET = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofMinutes(1);
    private static final int STEP_COLUMNS = 100;
    private static final Pattern EXIT = Pattern.compile("(?s)process \".*\" did not complete successfully: (.+)");
    private static final Pattern PUSH = Pattern.compile("failed to push [^\\s:]\\S*(?=: )");

    private final LineLog log;
    private final InstantSource clock;
    private final Steps steps;
    private final Map<String, Running> running = new LinkedHashMap<>();
    /** Why the image wasn't started that this was said of last. */
    private String reasonSaid = "";

    private Instant begun;
    private Instant lastSaid;
    private int total;
    private int done;
    private int failed;
    private boolean isOver;

    EventLines(LineLog log, InstantSource clock, Steps steps) {
        this.log = log;
        this.clock = clock;
        this.steps = steps;
        this.begun = clock.instant();
        this.lastSaid = begun;
    }

    /** An image that is being built. */
    private static final class Running {

        private final Instant since;
        private final String where;
        private String step = "";
        private boolean isSaid = true;
        private Optional<Instant> lastSaid = Optional.empty();

        Running(Instant since, String where) {
            this.since = since;
            this.where = where;
        }
    }

    @Override
    public synchronized void says(String sentence) {
        log.info(sentence);
        lastSaid = clock.instant();
    }

    @Override
    public synchronized void remarks(Problem problem) {
        if (problem.severity() == Severity.NOTICE) {
            says(problem.toString());
        } else {
            log.warn(problem.toString());
        }
    }

    @Override
    public synchronized void begins(List<PlatformImage> missing, int upToDate) {
        begun = clock.instant();
        total = missing.size();
        String rest = upToDate == 0 ? "" : "; " + upToDate + " more " + (upToDate == 1 ? "is" : "are") + " up to date";
        says(
                missing.isEmpty()
                        ? "nothing to build: " + Count.of(upToDate, "platform image") + " up to date"
                        : "building " + Count.of(total, "platform image") + rest);
    }

    @Override
    public synchronized void started(PlatformImage image, Optional<String> builder) {
        running.put(
                image.tag(),
                new Running(
                        clock.instant(),
                        builder.map(name -> " (on " + name + ")").orElse("")));
    }

    @Override
    public synchronized void step(PlatformImage image, String step) {
        Running build = running.get(image.tag());
        if (build == null || !isOfDockerfile(step)) {
            return;
        }
        build.step = PlainText.cut(PlainText.joined(step), STEP_COLUMNS, "…");
        build.isSaid = false;
        sayDue(image.tag(), build);
    }

    /** BuildKit's own preparations come by the dozen, and take no time. */
    static boolean isOfDockerfile(String step) {
        return !step.startsWith("[internal]") && !step.startsWith("[auth]");
    }

    private void sayDue(String tag, Running build) {
        Instant now = clock.instant();
        boolean isDue = steps == Steps.ALL
                || build.lastSaid.map(last -> !now.isBefore(last.plus(QUIET))).orElse(true);
        if (steps == Steps.NONE || build.isSaid || !isDue) {
            return;
        }
        boolean isFirst = build.lastSaid.isEmpty();
        build.lastSaid = Optional.of(now);
        build.isSaid = true;
        log.info(line(tag + ": " + build.step + (isFirst ? build.where : "")));
    }

    @Override
    public synchronized void retrying(PlatformImage image, String reason, Duration wait) {
        running.remove(image.tag());
        log.warn(line(image.tag() + ": trying again in " + Figures.time(wait.toMillis() / 1e3) + ": " + error(reason)));
    }

    @Override
    public synchronized void ended(PlatformImage image, PlatformBuild build) {
        if (isOver) {
            return;
        }
        running.remove(image.tag());
        done += build.state() == BuildState.NOT_STARTED ? 0 : 1;
        failed += build.state() == BuildState.FAILED ? 1 : 0;
        String line = line(image.tag() + ": " + outcome(build));
        switch (build.state()) {
            case FAILED -> log.error(line);
            case NOT_STARTED -> log.warn(line);
            case BUILT, UP_TO_DATE -> log.info(line);
        }
    }

    private String outcome(PlatformBuild build) {
        if (build.state() == BuildState.NOT_STARTED) {
            boolean isSaid = build.why().equals(reasonSaid);
            reasonSaid = build.why();
            return isSaid ? "not started, for the same reason" : "not started: " + PlainText.joined(build.why());
        }
        String took =
                build.run().map(run -> " after " + Figures.time(run.seconds())).orElse("");
        if (build.state() == BuildState.FAILED) {
            return "failed" + took + ": "
                    + build.failure().map(EventLines::cause).orElse(PlainText.joined(build.why()));
        }
        String where = build.destination().equals("engine") ? "built and loaded" : "built and pushed";
        return where + took;
    }

    /** Where it failed and what is said about it, in one line. */
    static String cause(Failure failure) {
        return failure.at().map(at -> at + ": ").orElse("") + error(failure);
    }

    /**
     * What is said about it, in one line, without the command, as BuildKit repeats all of a script before its exit status, and
     * without the reference that was pushed, which stands beside it.
     */
    static String error(Failure failure) {
        return error(failure.error());
    }

    /** The same of what a report says of a failure. */
    static String error(String said) {
        var status = EXIT.matcher(said);
        return PlainText.joined(
                status.find() ? status.group(1) : PUSH.matcher(said).replaceFirst("failed to push"));
    }

    private String line(String text) {
        Instant now = clock.instant();
        lastSaid = now;
        String counted = String.valueOf(total);
        return String.format(
                Locale.ROOT,
                "%5s  %" + counted.length() + "d/%s  %s",
                Figures.clock(Duration.between(begun, now)),
                done,
                counted,
                text);
    }

    @Override
    public synchronized void tick() {
        running.forEach(this::sayDue);
        boolean isSilent = !clock.instant().isBefore(lastSaid.plus(SILENCE));
        if (isSilent && steps != Steps.NONE && !running.isEmpty()) {
            Map.Entry<String, Running> longest = running.entrySet().iterator().next();
            Duration since = Duration.between(longest.getValue().since, clock.instant());
            log.info(line(Count.of(running.size(), "platform image") + " still being built; for " + Figures.clock(since)
                    + " " + longest.getKey() + ": " + longest.getValue().step));
        }
    }

    @Override
    public synchronized void brokenOff() {
        if (isOver || done == total) {
            return;
        }
        isOver = true;
        String failures = failed == 0 ? "" : ", " + failed + " of them failed";
        log.warn("ended before its time, with " + done + " of " + Count.of(total, "platform image") + " done" + failures
                + "; without runner.force, the same command goes on");
        running.forEach((tag, build) ->
                log.warn("  was being built: " + tag + (build.step.isEmpty() ? "" : ": " + build.step)));
    }

    @Override
    public synchronized void close() {
        isOver = true;
        running.clear();
    }
}
