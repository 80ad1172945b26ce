package ai.gpustack.runner.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A step that prints 200 MB, on a worker that doesn't cut it. */
@EnabledOnOs(OS.LINUX)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@NeedsEngine(registry = Machine.REGISTRY)
@NeedsWorkers
class LoudStepIT {

    private static final String AMD64 = "linux/amd64";
    private static final int LINES = 2_000_000;

    /** 100 bytes with its end. */
    private static final String LINE = "x".repeat(92);

    @TempDir
    private Path folder;

    private Worker worker;
    private RemoteBuilder builder;
    private TestProject project;

    @BeforeEach
    void start() throws IOException {
        Certificates certificates = Certificates.in(Files.createDirectory(folder.resolve("certificates")));
        worker = new Worker(folder, folder.resolve("root"), AMD64, certificates);
        builder = new RemoteBuilder(folder.getFileName().toString(), worker);
        project = new TestProject(Files.createDirectory(folder.resolve("project")), Machine.REGISTRY)
                .with("MAVEN_OPTS", "-Xmx96m -XX:TieredStopAtLevel=1");
    }

    @AfterEach
    void end() {
        builder.close();
        worker.close();
    }

    /** It fails at its end, when much of what it printed is still on its way: that must not be lost either. */
    @Test
    void every_line_of_a_step_that_prints_200_MB_is_in_its_log_and_its_last_ones_with_its_failure() throws IOException {
        project.image("loud", "RUN seq -f '%07.0f" + LINE + "' " + LINES + "; printf 'and here is why'; exit 3")
                .write();

        project.build("-Drunner.builder=" + builder.name()).failed().says("| and here is why");

        try (Stream<String> log = Files.lines(project.logFile("loud", AMD64).orElseThrow())) {
            List<String> printed = log.filter(line -> line.startsWith("  ")).toList();
            for (int i = 0; i < LINES; i++) {
                assertThat(printed.get(i)).isEqualTo("  %07d%s", i + 1, LINE);
            }
            assertThat(printed).hasSize(LINES + 1).endsWith("  and here is why");
        }
        assertThat(project.reported("loud", AMD64)
                        .at("/failure/lastLines")
                        .valueStream()
                        .map(JsonNode::asString))
                .hasSize(20)
                .endsWith("%07d%s".formatted(LINES, LINE), "and here is why");
    }
}
