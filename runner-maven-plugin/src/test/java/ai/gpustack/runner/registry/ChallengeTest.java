package ai.gpustack.runner.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ChallengeTest {

    @Test
    void parameters_come_in_any_order_quoted_or_not() {
        var challenge = Challenge.best(
                List.of("bearer scope=\"repository:a/b:pull,push\" , Service=hub ,realm=\"https://t.example/x\""));

        assertThat(challenge)
                .contains(new Challenge(
                        "bearer",
                        Map.of("scope", "repository:a/b:pull,push", "service", "hub", "realm", "https://t.example/x")));
    }

    @Test
    void a_token_is_preferred_to_showing_the_password() {
        assertThat(Challenge.best(List.of("Basic realm=\"x\"", "Bearer realm=\"https://t.example\""))
                        .orElseThrow()
                        .scheme())
                .isEqualTo("bearer");
    }

    @Test
    void what_cannot_be_met_is_none() {
        assertThat(Challenge.best(List.of())).isEmpty();
        assertThat(Challenge.best(List.of("Negotiate abc", "", "Bearer scope=\"without a realm\"")))
                .isEmpty();
    }
}
