package ai.gpustack.runner.scaffold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.gpustack.runner.source.InvalidInput;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ChangeWriterTest {

    @TempDir
    private Path root;

    private Sample sample;

    @BeforeEach
    void aFile() {
        sample = new Sample(root).file("there", "old");
    }

    private static Change made(String path) {
        return new Change(path, Optional.empty(), "made");
    }

    @Test
    void files_and_their_folders_are_made_and_files_that_are_there_changed() {
        new ChangeWriter(root).write(List.of(made("a/b/c"), new Change("there", Optional.of("old"), "new")));
        assertThat(sample.files()).containsExactlyInAnyOrderEntriesOf(Map.of("a/b/c", "made", "there", "new"));
    }

    @Test
    void what_was_written_is_taken_back_when_something_cannot_be() {
        // its folder would have to be where a file is
        var cannotBe = made("there/x");
        var changes = List.of(made("a/b/c"), new Change("there", Optional.of("old"), "new"), cannotBe);

        assertThatThrownBy(() -> new ChangeWriter(root).write(changes))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("can't write there/x");
        assertThat(sample.files()).containsExactly(Map.entry("there", "old"));
        assertThat(Files.exists(root.resolve("a"))).isFalse();
    }

    @Test
    void nothing_is_written_when_a_file_has_changed_in_the_meantime_or_come_to_be() {
        var writer = new ChangeWriter(root);

        assertThatThrownBy(() -> writer.write(List.of(made("a"), new Change("there", Optional.of("older"), "new"))))
                .isInstanceOf(InvalidInput.class)
                .hasMessage("there: error: has changed in the meantime; run it again");
        assertThatThrownBy(() -> writer.write(List.of(made("a"), made("there"))))
                .isInstanceOf(InvalidInput.class);
        assertThat(sample.files()).containsExactly(Map.entry("there", "old"));
    }
}
