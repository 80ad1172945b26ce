package ai.gpustack.runner.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.gpustack.runner.build.BuildSettings.Secret;
import ai.gpustack.runner.registry.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    private final Values values = new Values(Options.PLACES);

    private Map<String, Secret> secrets(String id, String place) {
        var properties = new Properties();
        properties.setProperty("runner.secret." + id, place);
        return new BuildValues(values, new NamedProperties(properties), root).secrets();
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

    @Test
    void a_folder_is_no_secret_and_is_told_as_one() {
        secrets("token", ".");
        assertThatThrownBy(values::orThrow)
                .hasMessage(
                        "-Drunner.secret.token: error: names a folder; name the file that holds the secret, or env:VARIABLE");
    }

    @Test
    void a_value_that_is_no_file_is_not_repeated_as_it_may_be_the_secret_itself() {
        secrets("token", "ghp_s3cret");
        assertThatThrownBy(values::orThrow)
                .hasMessageContaining(
                        "-Drunner.secret.token: error: names no file that can be read; relative paths begin at ")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void a_local_cache_needs_a_folder_or_a_place_for_one() throws IOException {
        Files.writeString(root.resolve("taken"), "");
        var own = new BuildValues(values, new NamedProperties(new Properties()), root);

        own.caches("local", "", "not/yet/there", BuildValuesTest::unasked, warning -> {});
        values.orThrow();
        own.caches("local", "", "taken/cache", BuildValuesTest::unasked, warning -> {});
        assertThatThrownBy(values::orThrow)
                .hasMessageContaining("-Drunner.cacheDirectory=taken/cache: error: " + root.resolve("taken")
                        + " is no folder to write to; name another folder");
    }

    @Test
    void a_cache_repository_that_is_none_is_not_repeated_where_a_password_may_stand_in_it() {
        var own = new BuildValues(values, new NamedProperties(new Properties()), root);
        own.caches("registry", "me:s3cret@registry.example.com/cache", "", BuildValuesTest::unasked, warning -> {});
        assertThatThrownBy(values::orThrow)
                .hasMessageContaining("-Drunner.cacheRepository: error: not a repository, and not repeated here")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void a_key_is_found_below_the_directory_and_one_that_is_not_there_is_an_error() throws IOException {
        Path key = Files.writeString(root.resolve("key"), "");
        var own = new BuildValues(values, new NamedProperties(new Properties()), root);
        assertThat(own.ssh(List.of("git=key"))).containsExactly("git=" + key);
        own.ssh(List.of("other=nowhere"));
        assertThatThrownBy(values::orThrow)
                .hasMessage("-Drunner.ssh=other=nowhere: error: there is no readable " + root.resolve("nowhere")
                        + "; name a key's file or an agent's socket");
    }

    @Test
    void nobody_gives_the_plugins_own_labels_another_value() {
        var properties = new Properties();
        properties.setProperty("runner.annotation.ai.gpustack.runner.id", "d");
        properties.setProperty("runner.annotation.com.example.team", "runners");
        var own = new BuildValues(values, new NamedProperties(properties), root);
        assertThat(own.labels("runner.annotation.")).containsEntry("com.example.team", "runners");
        assertThatThrownBy(values::orThrow)
                .hasMessage("-Drunner.annotation.ai.gpustack.runner.id: error: keys that begin with ai.gpustack.runner."
                        + " are this plugin's own; take another one");
    }

    private static Registry unasked() {
        throw new AssertionError("no registry is asked before anything is built");
    }
}
