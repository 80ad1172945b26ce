package ai.gpustack.runner.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DockerConfigTest {

    private final List<String> warnings = new ArrayList<>();

    @TempDir
    Path home;

    private DockerConfig config(String json) throws IOException {
        Files.createDirectories(home.resolve(".docker"));
        Files.writeString(home.resolve(".docker/config.json"), json);
        return DockerConfig.of(Map.of(), home, new Programs(), warnings::add);
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
        assertThat(DockerConfig.of(Map.of(), home, new Programs(), warnings::add)
                        .of("r.example"))
                .isEmpty();
        assertThat(config("{\"currentContext\": \"default\"}").of("r.example")).isEmpty();
        assertThat(config("{\"auths\": {\"r.example\": {}}}").of("r.example")).isEmpty();
    }

    @Test
    void DOCKER_CONFIG_names_the_folder() throws IOException {
        Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("config.json"), "{\"auths\": {\"r.example\": " + auth("me:secret") + "}}");

        var config =
                DockerConfig.of(Map.of("DOCKER_CONFIG", elsewhere.toString()), home, new Programs(), warnings::add);

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
    void a_helper_that_is_named_as_nothing_is_none_whatever_there_is_for_all() throws IOException {
        assertThat(config(
                                "{\"credHelpers\": {\"r.example\": \"\"}, \"credsStore\": \"no-such-helper-here\", \"auths\": "
                                        + "{\"r.example\": " + auth("me:secret") + "}}")
                        .of("r.example"))
                .contains(new Credentials(Optional.of("me"), "secret"));
    }

    private DockerConfig withEnvironment(String text) throws IOException {
        config("{\"auths\": {\"r.example\": " + auth("me:secret") + "}}");
        return DockerConfig.of(Map.of("DOCKER_AUTH_CONFIG", text), home, new Programs(), warnings::add);
    }

    @Test
    void what_ci_systems_set_comes_first() throws IOException {
        DockerConfig given = withEnvironment("{\"auths\": {\"r.example\": " + auth("ci:to:ken")
                + ", \"https://index.docker.io/v1/\": " + auth("hub:token") + "}}");

        assertThat(given.of("r.example")).contains(new Credentials(Optional.of("ci"), "to:ken"));
        assertThat(given.of("docker.io")).contains(new Credentials(Optional.of("hub"), "token"));
        assertThat(warnings).isEmpty();
    }

    /** The push would be somebody else's than the questions before it (docker/cli 29.8.2, {@code parseEnvConfig}). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{auths",
                "[]",
                "{\"auths\": {\"r.example\": {\"auth\": \"Y2k6dG9rZW4=\", \"email\": \"a@b\"}}}",
                "{\"auths\": {\"r.example\": {\"username\": \"ci\", \"password\": \"token\"}}}",
                "{\"auths\": {\"r.example\": {\"auth\": \"Y2k6dG9rZW4=\"}, \"s.example\": {}}}",
                "{\"auths\": {\"r.example\": {\"auth\": \"Y2k6dG9rZW4=\"}}, \"credsStore\": \"x\"}",
                "{\"auths\": {\"r.example\": {\"auth\": \"%\"}}}",
                "{\"auths\": {\"r.example\": {\"auth\": \"Y2k6dG9rZW4\"}}}",
                "{\"auths\": {\"r.example\": {\"auth\": \"OnRva2Vu\"}}}",
                "{\"auths\": {\"r.example\": {\"auth\": \"Y2k6dG9rZW4=\"}}} {}",
            })
    void what_the_docker_client_passes_over_is_passed_over_and_said_and_not_quoted(String text) throws IOException {
        assertThat(withEnvironment(text).of("r.example")).contains(new Credentials(Optional.of("me"), "secret"));
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("DOCKER_AUTH_CONFIG is passed over, as by the Docker client")
                .doesNotContain("Y2k6", "token");
    }

    @Test
    void what_ci_systems_set_holds_for_the_very_name_of_a_registry() throws IOException {
        assertThat(withEnvironment("{\"auths\": {\"https://r.example\": " + auth("ci:token") + "}}")
                        .of("r.example"))
                .contains(new Credentials(Optional.of("me"), "secret"));
    }
}
