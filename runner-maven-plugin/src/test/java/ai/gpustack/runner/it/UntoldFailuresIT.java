package ai.gpustack.runner.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Of several targets that no step failed for, bake tells why for one. */
@EnabledOnOs(OS.LINUX)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@NeedsEngine(registry = Machine.REGISTRY)
class UntoldFailuresIT {

    private static final String AMD64 = "linux/amd64";

    @TempDir
    private Path folder;

    private JsonNode failure(TestProject project, String service) {
        assertThat(project.state(service, AMD64)).isEqualTo("failed");
        return project.reported(service, AMD64).path("failure");
    }

    @Test
    void each_image_fails_for_its_own_error_with_its_own_line() {
        TestProject project = new TestProject(folder, Machine.REGISTRY)
                .image("apath", "WORKDIR ${NOWHERE:?must be set}")
                .image("bport", "EXPOSE abc")
                .image("cstep", "RUN echo here; exit 3")
                .image("dbase", "COPY --from=" + Machine.REGISTRY + "/no/such:image /a /b")
                .image("egood", "RUN echo fine")
                .write();

        project.build()
                .failed()
                .says("1 of 5 platform images are pushed: 1 built, 0 up to date", "4 of 5 platform images failed");

        assertThat(failure(project, "apath").path("error").asString()).contains("NOWHERE: must be set");
        assertThat(failure(project, "apath").path("at").asString()).isEqualTo("pack/cpu/Dockerfile:11");
        assertThat(failure(project, "bport").path("error").asString()).contains("invalid containerPort: abc");
        assertThat(failure(project, "bport").path("at").asString()).isEqualTo("pack/cpu/Dockerfile:14");
        assertThat(failure(project, "cstep").path("error").asString()).contains("exit code: 3");
        assertThat(failure(project, "dbase").path("kind").asString()).isEqualTo("not-found");
        assertThat(project.state("egood", AMD64)).isEqualTo("built");
    }

    @Test
    void what_had_failed_when_another_image_was_ended_for_its_time_has_its_own_error() {
        TestProject project = new TestProject(folder, Machine.REGISTRY)
                .image("apath", "WORKDIR ${NOWHERE:?must be set}")
                .image("bport", "EXPOSE abc")
                .image("changs", "RUN sleep 600")
                .write();

        project.build("-Drunner.timeout=6s").failed().says("3 of 3 platform images failed");

        assertThat(failure(project, "apath").path("error").asString()).contains("NOWHERE: must be set");
        assertThat(failure(project, "bport").path("error").asString()).contains("invalid containerPort: abc");
        assertThat(failure(project, "changs").path("kind").asString()).isEqualTo("timeout");
    }
}
