package ai.gpustack.runner.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Dockerfile of one stage, whose steps BuildKit names without it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@NeedsEngine(registry = Machine.REGISTRY)
class OnlyStageIT {

    private static final String AMD64 = "linux/amd64";

    @TempDir
    private Path folder;

    @Test
    void what_fails_in_the_only_stage_has_its_line_and_is_a_step() {
        TestProject project =
                new TestProject(folder, Machine.REGISTRY).image("tool").write();
        String begin = "ARG CPU_VERSION=1.0\nARG TOOL_VERSION=1.0\nFROM debian:bookworm-slim AS tool\nENV A=1\n";

        project.write("pack/cpu/Dockerfile", begin + "RUN exit 3\n");
        project.build().failed().says("pack/cpu/Dockerfile:5");
        assertThat(project.reported("tool", AMD64).at("/failure/at").asString()).isEqualTo("pack/cpu/Dockerfile:5");

        project.write("pack/cpu/Dockerfile", begin + "RUN true\nCOPY nowhere /\n");
        project.build().failed().says("pack/cpu/Dockerfile:6");
        assertThat(project.reported("tool", AMD64).at("/failure/kind").asString())
                .isEqualTo("step");
    }
}
