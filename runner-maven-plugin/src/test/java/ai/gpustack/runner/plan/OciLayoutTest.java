package ai.gpustack.runner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OciLayoutTest {

    private static final String DIGEST = "@sha256:" + "1".repeat(64);

    @TempDir
    private Path root;

    private OciLayout layout(String value) {
        return OciLayout.parse(value).orElseThrow().from(root);
    }

    @Test
    void a_folder_is_told_from_tag_and_digest() {
        assertThat(OciLayout.parse("oci-layout:///a:b/c:1.0" + DIGEST))
                .contains(new OciLayout(Path.of("/a:b/c"), ":1.0" + DIGEST));
        assertThat(OciLayout.parse("oci-layout://images")).contains(new OciLayout(Path.of("images"), ""));
        assertThat(OciLayout.parse("docker-image://debian")).isEmpty();
        assertThat(OciLayout.parse("images")).isEmpty();
    }

    @Test
    void wherever_it_lies_it_is_the_same_image() throws IOException {
        for (String folder : new String[] {"here", "there"}) {
            Files.createDirectories(root.resolve(folder));
            Files.writeString(root.resolve(folder + "/index.json"), "{}");
        }

        assertThat(layout("oci-layout://here:1").fingerprint())
                .isEqualTo(layout("oci-layout://" + root + "/there:1").fingerprint())
                .isNotEqualTo(layout("oci-layout://here:2").fingerprint());
        assertThat(layout("oci-layout://here" + DIGEST).fingerprint()).isEqualTo("oci-layout://" + DIGEST);

        Files.writeString(root.resolve("there/index.json"), "{ }");
        assertThat(layout("oci-layout://here:1").fingerprint())
                .isNotEqualTo(layout("oci-layout://there:1").fingerprint());
    }
}
