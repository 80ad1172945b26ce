package ai.gpustack.runner.report;

import ai.gpustack.runner.build.BuildReport.Step;
import ai.gpustack.runner.build.Failure;
import ai.gpustack.runner.build.PlatformBuild;
import ai.gpustack.runner.plan.Reference;
import ai.gpustack.runner.source.Count;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What went wrong, for the end of a build: every failure, with what is needed to mend it. */
public final class FailureText {

    private FailureText() {}

    /**
     * Platform images that aren't there.
     *
     * @param builds what became of all of them
     * @param output the directory that logs are relative to
     * @return a line that counts, then for each that failed: its step, error, last lines, log and how to repeat it
     */
    public static String of(List<PlatformBuild> builds, Path output) {
        List<PlatformBuild> failed =
                builds.stream().filter(build -> !build.state().isThere()).toList();
        var lines = new ArrayList<String>();
        lines.add(failed.size() + " of " + builds.size() + " platform images failed:");
        for (PlatformBuild build : failed) {
            lines.add("");
            lines.add(build.reference() + " (" + build.platform() + ") " + build.state()
                    + build.failure().map(f -> ": " + f.error()).orElse(": " + build.why()));
            build.failure().ifPresent(failure -> describe(failure, lines));
            build.log().ifPresent(log -> lines.add("  log: " + output.resolve(log)));
            String tag =
                    Reference.parse(build.reference()).flatMap(Reference::tag).orElse(build.reference());
            lines.add("  to repeat just this one: the same command with -Dtag=" + tag);
        }
        return String.join("\n", lines);
    }

    private static void describe(Failure failure, List<String> lines) {
        failure.step().ifPresent(step -> step.lines().forEach(line -> lines.add("  step: " + line)));
        failure.lastLines().forEach(line -> lines.add("  | " + line));
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
        return sentences.size() + " of " + steps.size() + " images not " + verb + ":\n" + listed(sentences);
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
