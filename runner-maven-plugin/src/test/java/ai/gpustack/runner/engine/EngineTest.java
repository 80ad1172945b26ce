package ai.gpustack.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.matrix.Platform;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EngineTest {

    private static final String INSPECTED = """
            [{"Id": "sha256:abc", "RepoDigests": ["a/b@sha256:abc"], "Os": "linux", "Architecture": "arm64", "Variant": "v8", "Size": 7,
              "Config": {"Env": ["PATH=/bin:/usr/bin", "EMPTY=", "ODD"], "Labels": {"l": "v"}, "Entrypoint": ["tini", "--"], "Cmd": null,
                         "ExposedPorts": {"8080/tcp": {}}, "Volumes": {"/data": {}}, "WorkingDir": "/", "User": "runner"}}]
            """;

    @Test
    void an_inspected_image_keeps_what_tests_and_up_to_date_checks_need() {
        LoadedImage image = InspectReader.image(INSPECTED);

        assertThat(image.id()).isEqualTo("sha256:abc");
        assertThat(image.platform()).isEqualTo(Platform.parse("linux/arm64").orElseThrow());
        assertThat(image.config().environment())
                .containsEntry("PATH", "/bin:/usr/bin")
                .containsEntry("EMPTY", "")
                .containsEntry("ODD", "");
        assertThat(image.config().labels()).containsEntry("l", "v");
        assertThat(image.config().entrypoint()).containsExactly("tini", "--");
        assertThat(image.config().command()).isEmpty();
        assertThat(image.config().exposedPorts()).containsExactly("8080/tcp");
        assertThat(image.config().volumes()).containsExactly("/data");
        assertThat(image.config().user()).isEqualTo("runner");
    }

    @Test
    void an_image_that_says_nothing_is_read_too() {
        LoadedImage image =
                InspectReader.image("[{\"Id\": \"sha256:abc\", \"Os\": \"linux\", \"Architecture\": \"amd64\"}]");

        assertThat(image.config().labels()).isEmpty();
        assertThat(image.config().directory()).isEmpty();
    }
}
