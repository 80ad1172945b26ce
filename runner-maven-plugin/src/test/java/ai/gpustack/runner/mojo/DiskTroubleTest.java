package ai.gpustack.runner.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DiskTroubleTest {

    @TempDir
    private Path root;

    private static String whenWriting(Path file) {
        return DiskTrouble.sentence(
                Assertions.catchThrowableOfType(UncheckedIOException.class, () -> RunnerMojo.writeText(file, "text")));
    }

    @Test
    void a_file_in_the_place_of_the_output_folder_is_named() throws IOException {
        Path file = root.resolve("target/runner");
        Files.createDirectory(root.resolve("target"));
        Files.writeString(file, "");

        assertThat(whenWriting(file.resolve("report.json")))
                .isEqualTo(file + " is a file, and has to be a folder; move it away, then run this again");
    }

    @Test
    void a_file_in_the_place_of_a_folder_above_it_is_named() throws IOException {
        Path file = Files.writeString(root.resolve("target"), "");

        assertThat(whenWriting(root.resolve("target/runner/report.json"))).startsWith(file + " is a file, ");
    }

    @Test
    void any_other_trouble_is_told_in_the_systems_words() {
        Path file = root.resolve("report.json");
        var full = new FileSystemException(file.toString(), null, "No space left on device");

        assertThat(DiskTrouble.sentence(new UncheckedIOException("can't write " + file, full)))
                .isEqualTo("can't write " + file + " (" + file
                        + ": No space left on device); make it writable, or make room");
    }
}
