package ai.gpustack.runner.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DockerConfigTest {

    @TempDir
    Path home;

    private DockerConfig config(String json) throws IOException {
        Files.createDirectories(home.resolve(".docker"));
        Files.writeString(home.resolve(".docker/config.json"), json);
        return DockerConfig.of(Map.of(), home, new Programs());
    }

    private static String auth(String pair) {
        return "{\"auth\": \"" + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)) + "\"}";
    }

    @Test
    void a_password_may_have_colons() throws IOException {
        assertThat(config("{\"auths\": {\"r.example:5000\": " + auth("me:se:cr:et") + "}}")
                        .of("r.example:5000"))
                .contains(new Credentials(Optional.of("me"), "se:cr:et"));
    }

    @Test
    void docker_hub_is_found_under_the_address_that_docker_login_writes() throws IOException {
        assertThat(config("{\"auths\": {\"https://index.docker.io/v1/\": " + auth("me:secret") + "}}")
                        .of("docker.io"))
                .contains(new Credentials(Optional.of("me"), "secret"));
    }

    @Test
    void an_identity_token_has_no_user() throws IOException {
        assertThat(config("{\"auths\": {\"r.example\": {\"auth\": \"bWU6\", \"identitytoken\": \"abc\"}}}")
                        .of("r.example"))
                .contains(new Credentials(Optional.empty(), "abc"));
    }

    @Test
    void another_registry_gets_nothing() throws IOException {
        assertThat(config("{\"auths\": {\"r.example\": " + auth("me:secret") + "}}")
                        .of("s.example"))
                .isEmpty();
    }

    @Test
    void a_config_without_credentials_or_none_at_all_is_fine() throws IOException {
        assertThat(DockerConfig.of(Map.of(), home, new Programs()).of("r.example"))
                .isEmpty();
        assertThat(config("{\"currentContext\": \"default\"}").of("r.example")).isEmpty();
        assertThat(config("{\"auths\": {\"r.example\": {}}}").of("r.example")).isEmpty();
    }

    @Test
    void DOCKER_CONFIG_names_the_folder() throws IOException {
        Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("config.json"), "{\"auths\": {\"r.example\": " + auth("me:secret") + "}}");

        var config = DockerConfig.of(Map.of("DOCKER_CONFIG", elsewhere.toString()), home, new Programs());

        assertThat(config.of("r.example")).contains(new Credentials(Optional.of("me"), "secret"));
    }

    @Test
    void a_broken_config_is_named_and_not_quoted() {
        assertThatThrownBy(() -> config("{\"auths\": secret"))
                .isInstanceOf(BrokenEnvironment.class)
                .hasMessageContaining("config.json")
                .hasMessageNotContaining("secret");
    }

    @Test
    void a_helper_that_is_missing_says_so() {
        assertThatThrownBy(() ->
                        config("{\"credsStore\": \"no-such-helper-here\"}").of("r.example"))
                .isInstanceOf(BrokenEnvironment.class)
                .hasMessageContaining("docker-credential-no-such-helper-here");
    }

    /** The Docker client asks a helper that is named for a registry, and nothing else. */
    @Test
    void a_helper_that_is_named_is_asked_rather_than_what_is_written() {
        assertThatThrownBy(() -> config(
                                "{\"credHelpers\": {\"r.example\": \"no-such-helper-here\"}, \"auths\": {\"r.example\": "
                                        + auth("me:stale") + "}}")
                        .of("r.example"))
                .isInstanceOf(BrokenEnvironment.class)
                .hasMessageContaining("docker-credential-no-such-helper-here");
    }

    @Test
    void what_ci_systems_set_comes_first_and_is_passed_over_if_it_is_malformed() throws IOException {
        config("{\"auths\": {\"r.example\": " + auth("me:secret") + "}}");
        var given = DockerConfig.of(
                Map.of("DOCKER_AUTH_CONFIG", "{\"auths\": {\"r.example\": " + auth("ci:token") + "}}"),
                home,
                new Programs());
        var malformed = DockerConfig.of(Map.of("DOCKER_AUTH_CONFIG", "{auths"), home, new Programs());

        assertThat(given.of("r.example")).contains(new Credentials(Optional.of("ci"), "token"));
        assertThat(malformed.of("r.example")).contains(new Credentials(Optional.of("me"), "secret"));
    }
}
