package ai.gpustack.runner.buildx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What buildx 0.38.2 writes. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BakeMetadataTest {

    private static final String TARGETS = """
            {
              "one": {
                "buildx.build.provenance": {
                  "materials": [
                    {"uri": "pkg:docker/debian@bookworm-slim?platform=linux%2Famd64", "digest": {"sha256": "f52e"}},
                    {"uri": "pkg:docker/localhost%3A5000/acme/base@1.0%2Bcu12?platform=linux%2Famd64", "digest": {"sha256": "ab12"}},
                    {"uri": "https://example.com/file.tar", "digest": {"sha256": "cd34"}},
                    {"uri": "pkg:docker/nameless"}
                  ]
                },
                "containerimage.digest": "sha256:1b6e"
              },
              "two": {"containerimage.digest": ""}
            }
            """;

    @TempDir
    private Path folder;

    private BakeMetadata read(String text) throws IOException {
        return BakeMetadata.read(Files.writeString(folder.resolve("metadata.json"), text));
    }

    @Test
    void digests_and_base_images_are_read_by_target() throws IOException {
        BakeMetadata metadata = read(TARGETS);

        assertThat(metadata.digests()).isEqualTo(Map.of("one", "sha256:1b6e"));
        assertThat(metadata.bases().get("one"))
                .isEqualTo(new TreeMap<>(Map.of(
                        "debian:bookworm-slim", "sha256:f52e", "localhost:5000/acme/base:1.0+cu12", "sha256:ab12")));
        assertThat(metadata.bases().get("two")).isEmpty();
    }

    @Test
    void no_file_and_half_a_file_say_nothing() throws IOException {
        assertThat(BakeMetadata.read(folder.resolve("none.json")).digests()).isEmpty();
        assertThat(read(TARGETS.substring(0, TARGETS.length() / 2)).digests()).isEmpty();
        assertThat(read("").bases()).isEmpty();
    }
}
