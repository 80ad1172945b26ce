package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.process.Programs;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

    /** Another process, which tries to lock the file and says whether it could. */
    static final class Another {
        public static void main(String[] arguments) throws IOException {
            try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
                System.out.print(channel.tryLock() == null ? "locked out" : "let in");
            }
        }
    }

    private String tryFromAnotherProcess() {
        return new Programs()
                .capture(Command.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Another.class.getName(),
                        folder.resolve("lock").toString()))
                .out()
                .strip();
    }

    @Test
    void a_second_run_that_is_refused_takes_nothing_from_the_first_one() {
        try (RunLock first = RunLock.take(folder)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> RunLock.take(folder)).isInstanceOf(BrokenEnvironment.class);
            assertThat(tryFromAnotherProcess()).isEqualTo("locked out");
        }
        assertThat(tryFromAnotherProcess()).isEqualTo("let in");
    }
}
