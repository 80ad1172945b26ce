package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.plan.ImageName;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.SamplePlatformImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BuildLogsTest {

    @TempDir
    private Path output;

    private static PlatformImage image(int number) {
        return SamplePlatformImage.of(
                ImageName.of("cpu", "1.0", "", "tool", "1." + number), "linux/amd64", "id", "base");
    }

    /** The files below a folder that this process has open. */
    private List<String> open() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.map(BuildLogsTest::target)
                    .filter(file -> file.startsWith(output.toString()))
                    .toList();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.exists(descriptor) ? Files.readSymbolicLink(descriptor).toString() : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void what_comes_after_images_are_over_is_added_and_keeps_few_files_open() throws IOException {
        List<PlatformImage> images =
                IntStream.range(0, 200).mapToObj(BuildLogsTest::image).toList();
        try (var logs = new BuildLogs(output)) {
            for (PlatformImage image : images) {
                assertThat(logs.line(image, "one")).isEmpty();
                assertThat(logs.over(image)).isEmpty();
            }
            assertThat(open()).isEmpty();
            for (PlatformImage image : images) {
                assertThat(logs.line(image, "two")).isEmpty();
                assertThat(logs.line(image, "three")).isEmpty();
            }
            assertThat(open()).hasSizeBetween(1, 60);
        }
        assertThat(open()).isEmpty();
        assertThat(images)
                .allSatisfy(image ->
                        assertThat(output.resolve(BuildLogs.path(image))).hasContent("one\ntwo\nthree"));
    }
}
