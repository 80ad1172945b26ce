package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.gpustack.runner.process.Parallel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReportFileTest {

    @TempDir
    private Path folder;

    private static PlatformBuild build(String platform, BuildState state) {
        return PlatformBuild.of(platform, "r/x:t-" + platform, "id", "registry", state, "why")
                .withDigest(Optional.of("sha256:1"))
                .withSize(Optional.of(
                        new PlatformBuild.Size(42, List.of(new PlatformBuild.Layer("sha256:2", 40, "RUN true")))));
    }

    private static void change(Path file, UnaryOperator<BuildReport.Image> change) {
        try (var report = new ReportFile(file)) {
            report.image("r/x:t", change);
        }
    }

    @Test
    void what_many_threads_change_at_once_is_all_on_disk_in_the_end() {
        Path file = folder.resolve("report.json");
        try (var report = new ReportFile(file)) {
            Parallel.map(IntStream.range(0, 200).boxed().toList(), 8, n -> {
                report.image("r/x:" + n, image -> image.with(build("linux/amd64", BuildState.BUILT)));
                return n;
            });
        }

        assertThat(new ReportFile(file).get().images()).hasSize(200);
    }

    @Test
    void whoever_looks_while_it_changes_sees_a_whole_report() {
        Path file = folder.resolve("report.json");
        change(file, image -> image.with(build("linux/amd64", BuildState.BUILT)));
        try (var report = new ReportFile(file)) {
            for (int i = 0; i < 200; i++) {
                report.image("r/x:" + i, image -> image.with(build("linux/amd64", BuildState.BUILT)));
                // a report that isn't whole is read as an empty one
                assertThat(new ReportFile(file).get().images()).isNotEmpty();
            }
        }
    }

    @Test
    void an_interrupted_thread_still_leaves_everything_on_disk() {
        Path file = folder.resolve("report.json");
        Thread.currentThread().interrupt();
        change(file, image -> image.with(build("linux/amd64", BuildState.BUILT)));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(new ReportFile(file).get().images()).hasSize(1);
    }

    @Test
    void what_changes_after_its_end_is_not_written_any_more() {
        Path file = folder.resolve("report.json");
        var report = new ReportFile(file);
        report.image("r/x:t", image -> image.with(build("linux/amd64", BuildState.BUILT)));
        report.close();
        report.image("r/y:t", image -> image.with(build("linux/amd64", BuildState.BUILT)));

        assertThat(new ReportFile(file).get().images()).hasSize(1);
    }

    @Test
    void one_that_could_not_be_written_for_a_while_is_whole_in_the_end() throws IOException {
        Path inTheWay = Files.createFile(folder.resolve("runner"));
        var report = new ReportFile(inTheWay.resolve("report.json"));
        report.image("r/x:t", image -> image.with(build("linux/amd64", BuildState.BUILT)));
        Files.delete(inTheWay);
        report.image("r/y:t", image -> image.with(build("linux/amd64", BuildState.BUILT)));
        report.close();

        assertThat(new ReportFile(report.path()).get()).isEqualTo(report.get());
    }

    @Test
    void a_report_that_can_not_be_written_is_an_error_at_the_latest_in_the_end() throws IOException {
        Path inTheWay = Files.createFile(folder.resolve("runner"));
        var report = new ReportFile(inTheWay.resolve("report.json"));
        report.image("r/x:t", image -> image);

        assertThatThrownBy(report::close)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("can't write " + report.path());
    }

    @Test
    void what_is_written_is_read_back_the_same() {
        Path file = folder.resolve("runner/report.json");
        var report = new ReportFile(file);
        report.image("r/x:t", image -> image.with(build("linux/amd64", BuildState.BUILT)));
        report.image("r/x:t", image -> image.with(build("linux/arm64", BuildState.NOT_STARTED)));
        report.image("r/x:t", image -> image.with(build("linux/arm64", BuildState.UP_TO_DATE)));
        report.close();

        assertThat(new ReportFile(file).get()).isEqualTo(report.get());
        assertThat(report.get().image("r/x:t").platformImages())
                .map(PlatformBuild::state)
                .containsExactly(BuildState.BUILT, BuildState.UP_TO_DATE);
    }

    @Test
    void states_are_written_as_people_say_them() throws IOException {
        Path file = folder.resolve("report.json");
        for (BuildState state : BuildState.values()) {
            change(file, image -> image.with(build("linux/amd64", state)));
            assertThat(Files.readString(file)).contains("\"state\" : \"" + state + "\"");
        }
    }

    @Test
    void nothing_but_the_report_is_left_behind() throws IOException {
        change(folder.resolve("report.json"), image -> image);
        try (var files = Files.list(folder)) {
            assertThat(files).map(Path::getFileName).map(Path::toString).containsExactly("report.json");
        }
    }

    @Test
    void a_report_that_is_no_report_is_begun_anew() throws IOException {
        for (String text : List.of("", "{", "[]", "{\"schemaVersion\": 99, \"images\": []}", "{\"other\": 1}")) {
            Path file = Files.writeString(folder.resolve("report.json"), text);
            assertThat(new ReportFile(file).get()).isEqualTo(BuildReport.EMPTY);
        }
    }

    @Test
    void a_report_without_what_each_image_has_is_no_report() throws IOException {
        Path file = folder.resolve("report.json");
        Files.writeString(file, "{\"schemaVersion\": 2, \"images\": [{}]}");

        assertThat(new ReportFile(file).get()).isEqualTo(BuildReport.EMPTY);
        assertThat(new ReportFile(file).unread()).isPresent();
    }

    @Test
    void a_report_that_cannot_be_read_is_warned_of_and_set_aside_when_a_new_one_is_written() throws IOException {
        for (String text :
                List.of("", "{", "[]", "null", "{\"schemaVersion\": 2}", "{\"schemaVersion\": 99, \"images\": []}")) {
            Path file = Files.writeString(folder.resolve("report.json"), text);
            try (var report = new ReportFile(file)) {
                assertThat(report.unread())
                        .as(text)
                        .hasValueSatisfying(warning -> assertThat(warning)
                                .contains("report.json can't be read")
                                .contains("kept as report-unread.json"));
                assertThat(file).hasContent(text);
                report.update(now -> now);
            }
            assertThat(folder.resolve("report-unread.json")).as(text).hasContent(text);
            assertThat(new ReportFile(file).unread()).as(text).isEmpty();
        }
        assertThat(new ReportFile(folder.resolve("missing.json")).unread()).isEmpty();
    }
}
