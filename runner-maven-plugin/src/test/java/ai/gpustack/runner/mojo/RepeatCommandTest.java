package ai.gpustack.runner.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.MavenExecutionRequest;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RepeatCommandTest {

    private static final Path HERE = Path.of("/checkout");

    /** There is one module. */
    private static final Optional<String> ONE = Optional.empty();

    private static MavenExecutionRequest request(Map<String, String> properties) {
        var request = new DefaultMavenExecutionRequest();
        request.setGoals(List.of("runner:build"));
        request.getUserProperties().putAll(properties);
        return request;
    }

    private static String command(Map<String, String> properties) {
        return RepeatCommand.of(request(properties), HERE, ONE);
    }

    @Test
    void goals_and_properties_are_given_again_but_not_what_selected_images() {
        assertThat(command(Map.of(
                        "runner.push",
                        "true",
                        "backend",
                        "cuda",
                        "service",
                        "vllm",
                        "platform",
                        "linux/arm64",
                        "tag",
                        "*",
                        "runner.parallel",
                        "8")))
                .isEqualTo("mvn runner:build -Drunner.parallel=8 -Drunner.push");
    }

    @Test
    void what_a_shell_would_understand_is_quoted() {
        assertThat(command(Map.of("runner.arg.FLAGS", "-O2 'fast' $HOME")))
                .isEqualTo("mvn runner:build '-Drunner.arg.FLAGS=-O2 '\\''fast'\\'' $HOME'");
    }

    @ParameterizedTest
    @CsvSource({
        "runner.arg.HF_TOKEN, s3cret, '-Drunner.arg.HF_TOKEN=***'",
        "registry.password, s3cret, '-Dregistry.password=***'",
        "runner.arg.INDEX, https://me:s3cret@pypi.example.com/simple, '-Drunner.arg.INDEX=https://***@pypi.example.com/simple'",
        "runner.secret.hf-token, tokens/hf, -Drunner.secret.hf-token=tokens/hf"
    })
    void a_secrets_file_is_named_and_a_secret_never(String property, String value, String shown) {
        assertThat(command(Map.of(property, value))).contains(shown).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource({
        "/checkout/pom.xml, ''",
        "/checkout/pack/pom.xml, ' -f pack'",
        "/checkout/other.xml, ' -f other.xml'",
        "/elsewhere/pom.xml, ' -f /elsewhere'"
    })
    void the_pom_is_named_where_maven_would_not_find_it_by_itself(Path pom, String option) {
        MavenExecutionRequest request = request(Map.of());
        request.setPom(pom.toFile());

        assertThat(RepeatCommand.of(request, HERE, ONE)).isEqualTo("mvn" + option + " runner:build");
    }

    @Test
    void settings_are_named_where_maven_would_not_find_them_by_itself() {
        MavenExecutionRequest request = request(Map.of());
        request.setUserSettingsFile(new File("/checkout/ci/settings.xml"));
        assertThat(RepeatCommand.of(request, HERE, ONE)).isEqualTo("mvn -s ci/settings.xml runner:build");

        request.setUserSettingsFile(new File(System.getProperty("user.home"), ".m2/settings.xml"));
        assertThat(RepeatCommand.of(request, HERE, ONE)).isEqualTo("mvn runner:build");
    }

    @Test
    void profiles_modules_and_offline_are_given_again() {
        MavenExecutionRequest request = request(Map.of());
        request.setActiveProfiles(List.of("a", "b"));
        request.setInactiveProfiles(List.of("c"));
        request.setSelectedProjects(List.of("pack"));
        request.setOffline(true);
        request.setGoals(List.of("deploy"));

        assertThat(RepeatCommand.of(request, HERE, ONE)).isEqualTo("mvn -P 'a,b,!c' -pl pack -o deploy");
    }

    @ParameterizedTest
    @CsvSource({
        "runner:manifest, mvn runner:build",
        "runner:manifest@again, mvn runner:build",
        "ai.gpustack.runner:runner-maven-plugin:0.1.0:manifest, mvn ai.gpustack.runner:runner-maven-plugin:0.1.0:build",
        "verify, mvn runner:build"
    })
    void what_has_to_be_run_first_is_run_for_the_same_images(String asked, String command) {
        MavenExecutionRequest request = request(Map.of("backend", "cuda", "platform", "linux/arm64"));
        request.setGoals(List.of(asked, "runner:test"));

        assertThat(RepeatCommand.of(request, HERE, ONE, "manifest", List.of("build"), true))
                .isEqualTo(command + " -Dbackend=cuda -Drunner.push");
        assertThat(RepeatCommand.of(request, HERE, ONE, "manifest", List.of("build"), false))
                .isEqualTo(command + " -Dbackend=cuda -Dplatform=linux/arm64");
    }

    @Test
    void what_maven_4_adds_itself_is_left_out() {
        assertThat(command(Map.of("session.topDirectory", "/checkout", "session.rootDirectory", "/checkout")))
                .isEqualTo("mvn runner:build");
    }

    @Test
    void of_several_modules_only_the_one_is_named_that_it_is_about() {
        MavenExecutionRequest request = request(Map.of());
        request.setSelectedProjects(List.of("cpu", "cuda"));
        request.setResumeFrom(":cpu");

        assertThat(RepeatCommand.of(request, HERE, Optional.of("org.example:cuda")))
                .isEqualTo("mvn -pl org.example:cuda runner:build");
        assertThat(RepeatCommand.of(request, HERE, Optional.of("org.example:cuda"), "test", List.of("build"), false))
                .isEqualTo("mvn -pl org.example:cuda runner:build");
    }

    @Test
    void what_has_to_be_run_first_does_nothing_that_is_done_again_though_a_tag_is_to_be_moved() {
        MavenExecutionRequest request = request(Map.of(
                "runner.force", "true",
                "runner.reason", "CVE",
                "runner.test.skip", "true",
                "runner.registry", "localhost:5000"));

        assertThat(RepeatCommand.of(request, HERE, ONE, "promote", List.of("build", "test"), true))
                .isEqualTo("mvn runner:build runner:test -Drunner.push -Drunner.registry=localhost:5000");
    }
}
