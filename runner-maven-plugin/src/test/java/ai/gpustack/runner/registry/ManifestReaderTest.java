package ai.gpustack.runner.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ManifestReaderTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "7",
                "{\"manifests\": 3}",
                "{\"config\": []}",
                "{\"manifests\": [",
                "\u0000"
            })
    void what_is_no_manifest_is_empty_and_never_an_exception(String text) {
        var descriptor = new Descriptor("application/json", "sha256:x", text.length());

        assertThat(ManifestReader.read(descriptor, text.getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"manifests\": [3, null, {}, {\"platform\": 3, \"annotations\": [1], \"size\": \"x\"}]}",
                "{\"config\": {}, \"layers\": {\"a\": 1}, \"annotations\": 5}"
            })
    void odd_fields_are_read_as_nothing(String text) {
        var descriptor = new Descriptor("application/json", "sha256:x", text.length());

        assertThat(ManifestReader.read(descriptor, text.getBytes(StandardCharsets.UTF_8)))
                .isPresent();
    }
}
