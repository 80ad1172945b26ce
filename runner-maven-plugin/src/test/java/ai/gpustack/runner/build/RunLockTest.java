package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.gpustack.runner.process.BrokenEnvironment;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RunLockTest {

    @TempDir
    private Path folder;

    @Test
    void a_second_run_is_refused_while_the_first_one_works_and_let_in_after_it() {
        try (RunLock first = RunLock.take(folder)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> RunLock.take(folder))
                    .isInstanceOf(BrokenEnvironment.class)
                    .hasMessage("another run of this plugin writes to " + folder + "; wait until it has ended, or run"
                            + " this one in another checkout or with -Drunner.directory=DIR");
        }
        RunLock.take(folder).close();
    }
}
