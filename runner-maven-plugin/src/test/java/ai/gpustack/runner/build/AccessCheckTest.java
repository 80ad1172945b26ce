package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.build.BuildSettings.Access;
import ai.gpustack.runner.build.BuildSettings.Secret;
import ai.gpustack.runner.dockerfile.Need;
import ai.gpustack.runner.dockerfile.Need.Kind;
import ai.gpustack.runner.plan.ImageName;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.SamplePlatformImage;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.OptionPlaces;
import ai.gpustack.runner.source.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AccessCheckTest {

    private static final PlatformImage VLLM = image("vllm");
    private static final PlatformImage SGLANG = image("sglang");

    private static PlatformImage image(String service) {
        return SamplePlatformImage.of(
                ImageName.of("cpu", "1.0", "", service, "1.0"), "linux/amd64", service + "-id", "base");
    }

    private static Access secrets(String... ids) {
        Map<String, Secret> secrets =
                Arrays.stream(ids).collect(Collectors.toMap(id -> id, id -> new Secret.InEnvironment("PATH")));
        return new Access(secrets, List.of(), List.of(), OptionPlaces.COMMAND_LINE);
    }

    private static Need need(Kind kind, String id, boolean required, int line) {
        return new Need(kind, Optional.of(id), required, new Location("pack/cpu/Dockerfile", line, 1));
    }

    private static Function<PlatformImage, List<Need>> all(Need... needs) {
        return image -> List.of(needs);
    }

    private static List<String> missing(Access given, Need... needs) {
        return said(new AccessCheck(given, all(needs)).missing(List.of(VLLM, SGLANG)));
    }

    private static List<String> unused(Access given, Need... needs) {
        return said(new AccessCheck(given, all(needs)).unused(List.of(VLLM, SGLANG)));
    }

    private static List<String> said(List<Problem> problems) {
        return problems.stream().map(Problem::toString).toList();
    }

    @Test
    void a_required_secret_that_is_not_given_is_said_once_for_all_images() {
        assertThat(missing(secrets("other"), need(Kind.SECRET, "token", true, 7)))
                .containsExactly("pack/cpu/Dockerfile:7:1: error: this step requires the secret 'token', which isn't"
                        + " given; add -Drunner.secret.token=FILE or -Drunner.secret.token=env:VARIABLE");
    }

    @Test
    void a_required_secret_may_have_been_given_under_a_misspelt_name() {
        assertThat(missing(secrets("tokn"), need(Kind.SECRET, "token", true, 7)))
                .singleElement()
                .asString()
                .contains("; 'tokn' is given, which no step takes: did you mean this one? else add -D");
    }

    @Test
    void a_secret_that_another_step_takes_was_not_misspelt() {
        assertThat(missing(
                        secrets("token1"), need(Kind.SECRET, "token1", false, 6), need(Kind.SECRET, "token2", true, 7)))
                .singleElement()
                .asString()
                .doesNotContain("did you mean");
    }

    @Test
    void what_is_given_or_optional_is_no_problem() {
        var given = new Access(
                secrets("token").secrets(),
                List.of("default", "git=/keys/id"),
                List.of("network.host"),
                OptionPlaces.COMMAND_LINE);
        assertThat(missing(
                        given,
                        need(Kind.SECRET, "token", true, 1),
                        need(Kind.SECRET, "optional", false, 2),
                        need(Kind.SSH, "default", true, 3),
                        need(Kind.SSH, "git", true, 4),
                        need(Kind.SSH, "optional", false, 5),
                        need(Kind.ENTITLEMENT, "network.host", true, 6)))
                .isEmpty();
    }

    @Test
    void a_secret_that_is_empty_is_missed_where_it_is_required() {
        var given = new Access(
                Map.of("token", new Secret.InEnvironment("NOBODY_SETS_THIS")),
                List.of(),
                List.of(),
                OptionPlaces.COMMAND_LINE);

        assertThat(missing(given, need(Kind.SECRET, "token", true, 7)))
                .containsExactly(
                        "-Drunner.secret.token: error: is empty, and the step at pack/cpu/Dockerfile:7:1 requires it;"
                                + " see that the file or variable that it names has the secret");
        assertThat(missing(given, need(Kind.SECRET, "token", false, 7))).isEmpty();
    }

    @Test
    void an_agent_and_an_entitlement_are_missed_with_their_lines() {
        assertThat(missing(
                        Access.NONE,
                        need(Kind.SSH, "default", true, 3),
                        need(Kind.SSH, "git", true, 4),
                        need(Kind.ENTITLEMENT, "security.insecure", true, 6)))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith("pack/cpu/Dockerfile:3:1: error: ")
                                .endsWith("add -Drunner.ssh=default"),
                        second -> assertThat(second)
                                .startsWith("pack/cpu/Dockerfile:4:1: error: ")
                                .endsWith("add -Drunner.ssh=git=PATH"),
                        third -> assertThat(third)
                                .startsWith("pack/cpu/Dockerfile:6:1: error: ")
                                .contains("add -Drunner.entitlements=security.insecure"));
    }

    @Test
    void a_secret_that_nobody_takes_is_a_warning_where_one_like_it_is_not_given() {
        assertThat(unused(secrets("hf_tokn", "proxy"), need(Kind.SECRET, "hf_token", false, 7)))
                .containsExactlyInAnyOrder(
                        "-Drunner.secret.hf_tokn: warning: no step of the selected images takes this secret;"
                                + " did you mean 'hf_token'? known: hf_token",
                        "-Drunner.secret.proxy: notice: no step of the selected images takes this secret");
    }

    @Test
    void a_key_that_nobody_takes_is_a_warning_where_one_like_it_is_not_given() {
        var given = new Access(Map.of(), List.of("gitt=/keys/id", "default"), List.of(), OptionPlaces.COMMAND_LINE);
        assertThat(unused(given, need(Kind.SSH, "git", false, 7), need(Kind.SSH, "default", false, 8)))
                .containsExactly(
                        "-Drunner.ssh=gitt: warning: no step of the selected images takes this SSH agent or key;"
                                + " did you mean 'git'? known: git");
    }

    @Test
    void a_secret_counts_as_taken_where_one_image_takes_it_or_an_id_cannot_be_told() {
        Function<PlatformImage, List<Need>> one =
                image -> image == VLLM ? List.of(need(Kind.SECRET, "token", false, 7)) : List.of();
        assertThat(new AccessCheck(secrets("token"), one).unused(List.of(VLLM, SGLANG)))
                .isEmpty();
        var untold = new Need(Kind.SECRET, Optional.empty(), false, new Location("pack/cpu/Dockerfile", 7, 1));
        assertThat(unused(secrets("token"), untold)).isEmpty();
    }
}
