package ai.gpustack.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReportsTest {

    @TempDir
    private Path folder;

    private List<String> files(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(Path::getFileName).map(Path::toString).sorted().toList();
        }
    }

    @Test
    void the_page_and_the_xml_are_written_everywhere_and_the_summary_where_github_asks_for_it() throws IOException {
        Path output = folder.resolve("target/runner");
        Path summary = folder.resolve("summary.md");

        assertThat(Reports.write(SampleReports.release(), output, Map.of())).isEmpty();
        assertThat(Reports.write(SampleReports.release(), output, Map.of(Reports.STEP_SUMMARY, "")))
                .isEmpty();
        assertThat(summary).doesNotExist();
        assertThat(Reports.write(SampleReports.release(), output, Map.of(Reports.STEP_SUMMARY, summary.toString())))
                .isEmpty();

        assertThat(files(output)).containsExactly("junit.xml", "report.html");
        assertThat(output.resolve("junit.xml")).hasContent(JunitXml.of(SampleReports.release()));
        assertThat(output.resolve("report.html")).hasContent(ReportPage.of(SampleReports.release()));
        assertThat(summary).content().contains("### 8 platform images");
    }

    @Test
    void what_can_not_be_written_is_said_and_does_not_keep_the_others_from_being_written() throws IOException {
        Files.createDirectories(folder.resolve("junit.xml/in-the-way"));
        Files.createDirectories(folder.resolve("summary/in-the-way"));

        List<String> problems = Reports.write(
                SampleReports.release(),
                folder,
                Map.of(Reports.STEP_SUMMARY, folder.resolve("summary").toString()));

        assertThat(problems).hasSize(2);
        assertThat(problems.get(0)).startsWith("can't write " + folder.resolve("junit.xml") + ": ");
        assertThat(problems.get(1)).startsWith("can't write " + folder.resolve("summary") + " (GITHUB_STEP_SUMMARY): ");
        assertThat(folder.resolve("report.html")).exists();
    }
}
