package ai.gpustack.runner.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.gpustack.runner.build.BuildSettings.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BuildValuesTest {

    @TempDir
    private Path root;

    private final Values values = new Values();

    private Map<String, Secret> secrets(String id, String place) {
        var properties = new Properties();
        properties.setProperty("runner.secret." + id, place);
        return new BuildValues(values, new UserProperties(properties), root).secrets();
    }

    @Test
    void a_secret_is_in_a_file_whatever_its_id_consists_of() throws IOException {
        Path file = Files.writeString(root.resolve("token"), "s3cret");
        assertThat(secrets("pip,token of me", "token"))
                .containsExactly(Map.entry("pip,token of me", new Secret.InFile(file)));
        values.orThrow();
    }

    @Test
    void an_empty_secret_is_told_as_such_not_as_the_folder_that_it_would_be() {
        secrets("token", "");
        assertThatThrownBy(values::orThrow)
                .hasMessage(
                        "-Drunner.secret.token: error: is empty; name the file that holds the secret, or env:VARIABLE");
    }
}
