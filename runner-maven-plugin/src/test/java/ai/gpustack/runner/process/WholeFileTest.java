package ai.gpustack.runner.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WholeFileTest {

    @TempDir
    private Path folder;

    @Test
    void a_file_is_replaced_and_nothing_else_is_left_behind() throws IOException {
        Path file = folder.resolve("new/report.json");
        WholeFile.write(file, "one");
        WholeFile.write(file, "two");

        assertThat(file).hasContent("two");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void half_a_character_does_not_keep_a_file_from_being_written() throws IOException {
        Path file = folder.resolve("report.json");
        WholeFile.write(file, "cut: \uD83D.");

        assertThat(file).hasContent("cut: ?.");
    }

    @Test
    void what_cannot_be_put_in_place_leaves_no_half_of_it() throws IOException {
        Path taken = folder.resolve("taken");
        Files.createDirectories(taken.resolve("by a folder with content"));

        assertThatThrownBy(() -> WholeFile.write(taken, "text")).isInstanceOf(IOException.class);
        assertThat(folder.resolve("taken.tmp")).doesNotExist();
        assertThat(taken).isDirectory();
    }
}
