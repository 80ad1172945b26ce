package ai.gpustack.runner.report;

import ai.gpustack.runner.build.BuildReport.Step;
import ai.gpustack.runner.build.BuildState;
import ai.gpustack.runner.build.Failure;
import ai.gpustack.runner.build.PlatformBuild;
import ai.gpustack.runner.source.Count;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What went wrong, for the end of a build: every failure, with what is needed to mend it. */
public final class FailureText {

    private static final int LAST_LINES = 20;
    /** The path of a URL, with what follows it. */
    private static final Pattern ADDRESS = Pattern.compile("(https?://[^/\\s\"]+)/[^\\s\"]*[^\\s\":]");
    /** This end of a connection, as Go tells it: {@code 127.0.0.1:43210->127.0.0.1:5000}. */
    private static final Pattern CALLER = Pattern.compile("\\S+:\\d+(?=->)");

    private FailureText() {}

    /**
     * Platform images that aren't there. A failure that many share, as a stage that they are all built on is broken, is
     * described once.
     *
     * @param builds what became of all of them
     * @param output the directory that logs are relative to
     * @param command the command that was given, without what selects images
     * @return a line that counts, then for each failure: its step, where it stands, its last lines, error, what may help, the log
     *     and how to repeat it
     */
    public static String of(List<PlatformBuild> builds, Path output, String command) {
        var lines = new ArrayList<String>();
        lines.add(title(builds));
        for (List<PlatformBuild> alike : byCause(builds)) {
            lines.add("");
            if (alike.size() == 1) {
                describe(alike.get(0), output, command, lines);
            } else {
                describe(alike, output, command, lines);
            }
        }
        return String.join("\n", lines);
    }

    private static String title(List<PlatformBuild> builds) {
        long failed =
                builds.stream().filter(b -> b.state() == BuildState.FAILED).count();
        long notStarted =
                builds.stream().filter(b -> b.state() == BuildState.NOT_STARTED).count();
        String all = " of " + Count.of(builds.size(), "platform image");
        if (failed == 0) {
            return notStarted + all + " not started:";
        }
        return failed + all + " failed" + (notStarted == 0 ? "" : ", " + notStarted + " not started") + ":";
    }

    /**
     * What failed for the same reason: a vertex that several targets share fails once, for all of them, and what is wrong with a
     * registry is so for every push.
     */
    private record Cause(BuildState state, Object what) {}

    private static Iterable<List<PlatformBuild>> byCause(List<PlatformBuild> builds) {
        Map<Cause, List<PlatformBuild>> causes = new LinkedHashMap<>();
        for (PlatformBuild build : builds) {
            if (!build.state().isThere()) {
                Object what = build.failure()
                        .<Object>map(FailureText::withoutOwnParts)
                        .orElse(build.why());
                causes.computeIfAbsent(new Cause(build.state(), what), cause -> new ArrayList<>())
                        .add(build);
            }
        }
        return causes.values();
    }

    /** A failure without what is another thing in each push: the reference, a blob's address, the port that was called from. */
    private static Failure withoutOwnParts(Failure failure) {
        String error = CALLER.matcher(EventLines.error(failure)).replaceAll("");
        if (failure.failedToExport()) {
            error = ADDRESS.matcher(error).replaceAll("$1");
        }
        return new Failure(failure.kind(), failure.step(), failure.at(), error, failure.mend(), failure.lastLines());
    }

    private static void describe(PlatformBuild build, Path output, String command, List<String> lines) {
        lines.add(build.reference() + " (" + build.platform() + ") "
                + (build.state() == BuildState.NOT_STARTED ? "not started" : "failed") + ": " + error(build));
        build.failure().ifPresent(failure -> describe(failure, lines));
        build.run().ifPresent(run -> describeAttempts(run.attempts(), lines));
        build.log().ifPresent(log -> lines.add("  log: " + output.resolve(log)));
        lines.add("  to repeat just this one: " + repeating(build, command));
    }

    private static void describe(List<PlatformBuild> alike, Path output, String command, List<String> lines) {
        PlatformBuild first = alike.get(0);
        String how = first.state() == BuildState.NOT_STARTED
                ? "not started"
                : first.failure().flatMap(Failure::step).isPresent() ? "failed at the same step" : "failed alike";
        lines.add(Count.of(alike.size(), "platform image") + " " + how + ": " + error(first));
        first.failure().ifPresent(failure -> describe(failure, lines));
        lines.add("  these are:");
        for (PlatformBuild build : alike) {
            int attempts = build.run().map(run -> run.attempts().size()).orElse(0);
            lines.add("    " + build.reference() + " (" + build.platform() + ")"
                    + (attempts > 1 ? ", " + Count.of(attempts, "attempt") : "")
                    + build.log().map(log -> ", log: " + output.resolve(log)).orElse(""));
        }
        lines.add("  to repeat just one of them: " + repeating(first, command));
    }

    private static String error(PlatformBuild build) {
        return build.failure().map(EventLines::error).orElseGet(() -> PlainText.joined(build.why()));
    }

    private static void describe(Failure failure, List<String> lines) {
        failure.step()
                .ifPresent(step -> step.lines().map(PlainText::line).forEach(line -> lines.add("  step: " + line)));
        failure.at().ifPresent(at -> lines.add("  at: " + at));
        List<String> last = failure.lastLines();
        last.subList(Math.max(0, last.size() - LAST_LINES), last.size()).stream()
                .map(PlainText::line)
                .forEach(line -> lines.add("  | " + line));
        failure.mend().ifPresent(mend -> lines.add("  to mend it: " + mend));
    }

    private static void describeAttempts(List<PlatformBuild.Attempt> attempts, List<String> lines) {
        for (int i = 0; attempts.size() > 1 && i < attempts.size(); i++) {
            PlatformBuild.Attempt attempt = attempts.get(i);
            lines.add("  attempt " + (i + 1) + ": "
                    + attempt.failure().map(EventLines::error).orElse("succeeded")
                    + (attempt.waitSeconds() > 0 ? ", then waited " + Figures.time(attempt.waitSeconds()) : ""));
        }
    }

    /** A tag has no character that a shell would take for its own. */
    private static String repeating(PlatformBuild build, String command) {
        return command + " -Dtag=" + BuildTable.tag(build);
    }

    /**
     * Steps that didn't do what they should.
     *
     * @param verb what should have been done: {@code combined}, {@code released}
     * @param steps what became of all of them
     * @return a line that counts, then each one's sentence
     */
    public static String of(String verb, List<Step> steps) {
        List<String> sentences = steps.stream()
                .filter(step -> !step.state().isGood())
                .map(Step::sentence)
                .toList();
        return sentences.size() + " of " + Count.of(steps.size(), "image") + " not " + verb + ":\n" + listed(sentences);
    }

    /**
     * Failures that are sentences already.
     *
     * @param failures the sentences
     * @return a line that counts, then each
     */
    public static String of(List<String> failures) {
        return Count.of(failures.size(), "failure") + ":\n" + listed(failures);
    }

    private static String listed(List<String> sentences) {
        return "  " + String.join("\n  ", sentences);
    }
}
