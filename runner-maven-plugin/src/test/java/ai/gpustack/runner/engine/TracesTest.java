package ai.gpustack.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.engine.Traces.Kind;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TracesTest {

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("output/in-engine.txt");
    }

    @Test
    void what_was_put_there_and_not_removed_is_known_to_the_next_run() {
        var killed = Traces.in(file());
        killed.add(Kind.CONTAINER, "one");
        killed.add(Kind.IMAGE, "localhost:5000/a/b@sha256:1");
        killed.add(Kind.CONTAINER, "two");
        killed.add(Kind.CONTAINER, "three");
        killed.remove(Kind.CONTAINER, "two");

        var next = Traces.in(file());
        assertThat(next.all(Kind.CONTAINER)).containsExactly("one", "three");
        assertThat(next.has(Kind.IMAGE, "localhost:5000/a/b@sha256:1")).isTrue();
        assertThat(next.has(Kind.IMAGE, "one")).isFalse();
    }

    @Test
    void where_nothing_is_left_there_is_no_file() {
        var traces = Traces.in(file());
        assertThat(traces.all(Kind.CONTAINER)).isEmpty();
        traces.add(Kind.CONTAINER, "one");
        assertThat(file()).hasContent("CONTAINER one");
        traces.remove(Kind.CONTAINER, "one");
        assertThat(file()).doesNotExist();
    }
}
