package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CauseTest {

    @Test
    void a_command_that_speaks_of_exit_codes_ended_with_the_last_one() {
        PlatformBuild build = PlatformBuild.of("linux/amd64", "r/x:t", "id", "registry", BuildState.FAILED, "why")
                .withFailure(new Failure(
                        FailureKind.STEP,
                        Optional.of("[x 1/1] RUN make"),
                        Optional.of("pack/cpu/Dockerfile:31"),
                        "process \"/bin/sh -c make || echo exit code: 1\" did not complete successfully: exit code: 2",
                        Optional.empty(),
                        List.of()));
        assertThat(Cause.of(build)).isEqualTo("[x 1/1] RUN make: exit code: 2 (pack/cpu/Dockerfile:31)");
    }
}
