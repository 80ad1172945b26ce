package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.source.OptionPlaces;
import ai.gpustack.runner.source.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReportGlobsTest {

    @TempDir
    private Path folder;

    private Path root;
    private final List<Problem> problems = new ArrayList<>();

    @BeforeEach
    void in_a_folder_whose_name_looks_like_a_pattern() throws IOException {
        root = Files.createDirectory(folder.resolve("a [b] {c} *\\"));
    }

    private void files(String... paths) throws IOException {
        for (String path : paths) {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "");
        }
    }

    private List<String> found(String... globs) {
        return ReportGlobs.find(
                        List.of(globs),
                        root,
                        root.resolve("target/runner/report.json"),
                        glob -> OptionPlaces.COMMAND_LINE.of("runner.reports", glob),
                        problems)
                .stream()
                .map(file -> root.relativize(file).toString())
                .toList();
    }

    @Test
    void a_checkout_whose_name_looks_like_a_pattern_is_a_folder_like_any_other() throws IOException {
        files("shards/1/report.json", "shards/2/report.json");

        assertThat(found("shards/*/report.json")).containsExactly("shards/1/report.json", "shards/2/report.json");
        assertThat(found("shards/1/report.json")).containsExactly("shards/1/report.json");
        assertThat(found("./shards/./1/../2/report.json")).containsExactly("shards/2/report.json");
        assertThat(found("shards/{1,2}/report.json")).hasSize(2);
        assertThat(problems).isEmpty();
    }

    @Test
    void each_two_stars_stand_for_any_folders_or_none() throws IOException {
        files("a/b/report.json", "a/x/b/report.json", "a/b/y/report.json", "a/x/x/b/y/y/report.json", "a/report.json");

        assertThat(found("a/**/b/**/report.json"))
                .containsExactlyInAnyOrder(
                        "a/b/report.json", "a/x/b/report.json", "a/b/y/report.json", "a/x/x/b/y/y/report.json");
        assertThat(found("**/report.json")).hasSize(5);
        assertThat(problems).isEmpty();
    }

    @Test
    void this_run_s_own_report_is_known_however_the_pattern_is_written() throws IOException {
        files("target/runner/report.json");
        Files.createSymbolicLink(root.resolve("link"), root.resolve("target"));

        List<String> globs =
                List.of("./target/**", "target/./*/report.json", "target/../target/runner/report.json", "link/**");
        for (String glob : globs) {
            assertThat(found(glob)).isEmpty();
        }
        assertThat(problems)
                .hasSameSizeAs(globs)
                .allSatisfy(problem -> assertThat(problem.toString()).contains("only this run's own report"));
    }

    @Test
    void the_folder_that_a_pattern_begins_with_may_be_a_link() throws IOException {
        files("elsewhere/1/report.json");
        Files.createSymbolicLink(root.resolve("shards"), root.resolve("elsewhere"));

        assertThat(found("shards/*/report.json")).containsExactly("shards/1/report.json");
        assertThat(problems).isEmpty();
    }
}
