package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

    @Test
    void what_is_written_is_read_back_the_same() {
        Path file = folder.resolve("runner/report.json");
        var report = new ReportFile(file);
        report.image("r/x:t", image -> image.with(build("linux/amd64", BuildState.BUILT)));
        report.image("r/x:t", image -> image.with(build("linux/arm64", BuildState.NOT_STARTED)));
        report.image("r/x:t", image -> image.with(build("linux/arm64", BuildState.UP_TO_DATE)));

        assertThat(new ReportFile(file).get()).isEqualTo(report.get());
        assertThat(report.get().image("r/x:t").platformImages())
                .map(PlatformBuild::state)
                .containsExactly(BuildState.BUILT, BuildState.UP_TO_DATE);
    }

    @Test
    void states_are_written_as_people_say_them() throws IOException {
        Path file = folder.resolve("report.json");
        for (BuildState state : BuildState.values()) {
            new ReportFile(file).image("r/x:t", image -> image.with(build("linux/amd64", state)));
            assertThat(Files.readString(file)).contains("\"state\" : \"" + state + "\"");
        }
    }

    @Test
    void nothing_but_the_report_is_left_behind() throws IOException {
        new ReportFile(folder.resolve("report.json")).image("r/x:t", image -> image);
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
}
