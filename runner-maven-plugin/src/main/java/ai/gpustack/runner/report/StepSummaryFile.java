package ai.gpustack.runner.report;

import ai.gpustack.runner.build.BuildReport;
import ai.gpustack.runner.process.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file that GitHub Actions shows as a step's summary ({@code GITHUB_STEP_SUMMARY}). A step may run several goals, each
 * of which writes: a report's section takes the place of the one that is there already. What others wrote stays.
 */
final class StepSummaryFile {

    /** What GitHub takes for a step; it drops the whole summary of a larger one (GitHub's limits of job summaries). */
    static final int LIMIT = 1024 * 1024;

    private StepSummaryFile() {}

    /**
     * Puts a report's section into the file.
     *
     * @param file the file, which needn't be there
     * @param key tells this report from others that are summarised in the same step
     * @param report the report
     * @throws IOException if it can't be read or written
     */
    static void write(Path file, String key, BuildReport report) throws IOException {
        String begin = "<!-- runner report " + key + " -->\n\n";
        String end = "\n<!-- end of runner report " + key + " -->\n";
        String old = Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
        String before = old.isEmpty() || old.endsWith("\n") ? old : old + "\n";
        String after = "";
        int from = old.indexOf(begin);
        // The last one: what is between may be anything.
        int to = old.lastIndexOf(end);
        if (from >= 0 && to > from) {
            before = old.substring(0, from);
            after = old.substring(to + end.length());
        }
        int room = LIMIT - bytes(before + begin + end + after);
        String section = StepSummary.of(report, room);
        if (!section.isEmpty()) {
            WholeFile.write(file, before + begin + section + end + after);
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
