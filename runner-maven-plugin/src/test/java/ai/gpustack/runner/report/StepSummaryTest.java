package ai.gpustack.runner.report;

import static ai.gpustack.runner.Golden.assertGolden;
import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.build.BuildReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StepSummaryTest {

    @TempDir
    private Path folder;

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Test
    void a_release_is_rendered_as_its_golden_file() {
        assertGolden("report/release.summary.md", StepSummary.of(SampleReports.release(), StepSummaryFile.LIMIT));
    }

    static Stream<String> texts() {
        return OddTexts.all();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void no_text_ends_its_block_or_its_cell_or_becomes_markup(String text) {
        String summary = StepSummary.of(SampleReports.of(text), StepSummaryFile.LIMIT);
        List<String> outside = outsideOfFences(summary);

        assertThat(outside).noneMatch(line -> line.contains("<script") || line.contains("<img"));
        assertThat(outside).filteredOn(line -> line.startsWith("<details")).hasSize(3);
        assertThat(outside).filteredOn(line -> line.equals("</details>")).hasSize(3);
        // the image, two platforms, manifest, tests, promotion
        assertThat(outside)
                .filteredOn(line -> line.startsWith("| "))
                .hasSize(2)
                .allMatch(row -> row.chars().filter(c -> c == '|').count() == 7);
    }

    /** The lines that GitHub reads as Markdown; fails if a fence is never closed. */
    private static List<String> outsideOfFences(String markdown) {
        var outside = new ArrayList<String>();
        String fence = null;
        for (String line : markdown.split("\n", -1)) {
            if (fence != null) {
                fence = line.matches("`{" + fence.length() + ",}\\s*") ? null : fence;
            } else if (line.startsWith("```")) {
                fence = line.replaceFirst("[^`].*", "");
            } else {
                outside.add(line);
            }
        }
        assertThat(fence).as("the fence that is open at the end").isNull();
        return outside;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 1_000, 10_000, 80_000})
    void it_is_never_larger_than_there_is_room_for_and_says_what_it_leaves_out(int limit) {
        BuildReport report = SampleReports.large(500, 20);
        String summary = StepSummary.of(report, limit);

        assertThat(bytes(StepSummary.of(report, Integer.MAX_VALUE))).isGreaterThan(limit);
        assertThat(bytes(summary)).isLessThanOrEqualTo(limit);
        if (limit >= 1_000) {
            assertThat(summary)
                    .startsWith("### 1000 platform images: 980 built, 20 failed\n")
                    .containsPattern("\\*\\d+ more (failure|image)s?: see report\\.html\\*");
            outsideOfFences(summary);
        }
    }

    @Test
    void a_summary_of_a_thousand_long_failures_fits_into_what_github_takes() throws IOException {
        Path file = folder.resolve("summary.md");
        Files.writeString(file, "x".repeat(100_000));
        StepSummaryFile.write(file, "key", SampleReports.large(500, 2_000));

        assertThat(Files.size(file)).isBetween(800_000L, (long) StepSummaryFile.LIMIT);
    }

    @Test
    void a_later_goal_of_the_same_step_takes_the_place_of_an_earlier_one_and_all_else_stays() throws IOException {
        Path file = Files.writeString(folder.resolve("summary.md"), "# Mine");
        StepSummaryFile.write(file, "a", BuildReport.EMPTY);
        StepSummaryFile.write(file, "b", SampleReports.of("<!-- end of runner report a -->\n<!-- runner report b -->"));
        Files.writeString(file, Files.readString(file) + "after\n");
        StepSummaryFile.write(file, "a", SampleReports.release());
        StepSummaryFile.write(file, "b", BuildReport.EMPTY);
        String once = Files.readString(file);
        StepSummaryFile.write(file, "b", BuildReport.EMPTY);

        assertThat(Files.readString(file)).isEqualTo(once);
        assertThat(once).startsWith("# Mine\n<!-- runner report a -->\n").endsWith("after\n");
        assertThat(once.lines().filter(line -> line.startsWith("### ")))
                .containsExactly(
                        "### 8 platform images: 4 built, 2 up-to-date, 1 failed, 1 not-started",
                        "### 0 platform images");
    }

    @Test
    void a_file_without_room_is_left_as_it_is() throws IOException {
        String full = "x".repeat(StepSummaryFile.LIMIT - 200);
        Path file = Files.writeString(folder.resolve("summary.md"), full);
        StepSummaryFile.write(file, "a", SampleReports.release());

        assertThat(Files.readString(file)).isEqualTo(full);
    }
}
