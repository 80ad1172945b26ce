package ai.gpustack.runner.build;

import ai.gpustack.runner.source.Shortened;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why a platform image isn't there, on one line: for those who read of it where it is missed. */
public final class Cause {

    private static final Pattern EXIT = Pattern.compile("exit code: \\d+");

    /** Enough of an instruction to know it by. */
    private static final int LONGEST = 160;

    private Cause() {}

    /**
     * Says it.
     *
     * @param build a platform image that failed or wasn't started
     * @return the step and how it ended, with its line of the Dockerfile: {@code [vllm 3/5] RUN make: exit code: 2
     *     (pack/cuda/Dockerfile:31)}; without a step, the error; without a failure, why it was left
     */
    public static String of(PlatformBuild build) {
        return line(build.failure().map(Cause::of).orElse(build.why()));
    }

    private static String of(Failure failure) {
        String error = failure.step()
                .map(step -> Shortened.of(line(step), LONGEST) + ": " + status(failure.error()))
                .orElse(failure.error());
        return error + failure.at().map(at -> " (" + at + ")").orElse("");
    }

    /** BuildKit repeats the whole command before its status, and the step has said it. */
    private static String status(String error) {
        Matcher status = EXIT.matcher(error);
        // The command may speak of exit codes itself: the status is what comes last.
        return status.results()
                .reduce((first, last) -> last)
                .map(MatchResult::group)
                .orElse(error);
    }

    private static String line(String text) {
        return text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    }
}
