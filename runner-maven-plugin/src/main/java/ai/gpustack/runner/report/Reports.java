package ai.gpustack.runner.report;

import ai.gpustack.runner.build.BuildReport;
import ai.gpustack.runner.process.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Everything that is made of a report for people and CI systems: {@code junit.xml}, {@code report.html}, and the summary of
 * a step of GitHub Actions.
 */
public final class Reports {

    /** The environment variable that names GitHub's file. */
    public static final String STEP_SUMMARY = "GITHUB_STEP_SUMMARY";

    private static final String JUNIT = "junit.xml";
    private static final String PAGE = "report.html";

    private Reports() {}

    /**
     * Writes all of them. Nothing that goes wrong here is worth losing a build for that has pushed images: it is returned, to
     * be said as warnings, and the others are written all the same.
     *
     * @param report what to render
     * @param output the folder that {@code report.json} and its logs are in
     * @param environment the environment variables
     * @return what couldn't be written and why, each as a sentence; none if all is well
     */
    public static List<String> write(BuildReport report, Path output, Map<String, String> environment) {
        var problems = new ArrayList<String>();
        Path junit = output.resolve(JUNIT);
        attempt(junit.toString(), problems, () -> WholeFile.write(junit, JunitXml.of(report)));
        Path page = output.resolve(PAGE);
        attempt(page.toString(), problems, () -> WholeFile.write(page, ReportPage.of(report)));
        String summary = environment.getOrDefault(STEP_SUMMARY, "");
        if (!summary.isBlank()) {
            attempt(
                    summary + " (" + STEP_SUMMARY + ")",
                    problems,
                    () -> StepSummaryFile.write(Path.of(summary), key(output), report));
        }
        return List.copyOf(problems);
    }

    /**
     * Removes those that an earlier run left, the summary aside: until there are new ones, they would say what isn't so any more.
     *
     * @param output the folder that {@code report.json} is in
     */
    public static void remove(Path output) {
        try {
            Files.deleteIfExists(output.resolve(JUNIT));
            Files.deleteIfExists(output.resolve(PAGE));
        } catch (IOException e) {
            throw new UncheckedIOException("can't remove an earlier run's reports", e);
        }
    }

    @FunctionalInterface
    private interface Rendering {
        void write() throws IOException;
    }

    private static void attempt(String what, List<String> problems, Rendering rendering) {
        try {
            rendering.write();
        } catch (IOException | RuntimeException e) {
            problems.add("can't write " + what + ": " + e);
        }
    }

    /** The same for every goal on the same output folder, and another one for another. */
    private static String key(Path output) {
        byte[] path = output.toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8);
        return UUID.nameUUIDFromBytes(path).toString();
    }
}
