package ai.gpustack.runner.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.mojo.GoalConfiguration.Given;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PropertyPlacesTest {

    private static final String SHM_SIZE = "runner.shmSize";

    private static PropertyPlaces places(
            Map<String, String> ofPom, Map<String, String> ofUser, Map<String, Given> ofConfiguration) {
        var pom = new Properties();
        pom.putAll(ofPom);
        var user = new Properties();
        user.putAll(ofUser);
        return new PropertyPlaces(pom, user, new GoalConfiguration(ofConfiguration, List.of(), List.of()));
    }

    @Test
    void what_was_said_with_an_option_wins_over_a_property_of_the_pom() {
        PropertyPlaces places = places(Map.of(SHM_SIZE, "1"), Map.of(SHM_SIZE, "big"), Map.of());
        assertThat(places.of(SHM_SIZE, "big")).hasToString("-Drunner.shmSize=big");
        assertThat(places.of(SHM_SIZE)).hasToString("-Drunner.shmSize");
    }

    @Test
    void what_stands_in_the_plugins_configuration_wins_over_both() {
        PropertyPlaces places = places(
                Map.of(SHM_SIZE, "1"), Map.of(SHM_SIZE, "2"), Map.of(SHM_SIZE, new Given("shmSize", "big", false)));
        assertThat(places.of(SHM_SIZE, "big")).hasToString("<shmSize>big</shmSize> in the POM");
        assertThat(places.of(SHM_SIZE)).hasToString("<shmSize> in the POM");
    }

    @Test
    void what_stands_in_the_pom_is_named_as_it_stands_there() {
        PropertyPlaces places = places(Map.of(SHM_SIZE, "big"), Map.of(), Map.of());
        assertThat(places.of(SHM_SIZE, "big")).hasToString("<runner.shmSize>big</runner.shmSize> in the POM");
        assertThat(places.of(SHM_SIZE)).hasToString("<runner.shmSize> in the POM");
        assertThat(places.of("runner.builder.linux/arm64", "far")).hasToString("<builder>far</builder> in the POM");
    }

    @Test
    void what_nobody_gave_is_to_be_given_by_an_option() {
        assertThat(places(Map.of(), Map.of(), Map.of()).of("runner.force")).hasToString("-Drunner.force");
    }
}
