package ai.gpustack.runner.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PropertyPlacesTest {

    private static PropertyPlaces places(Map<String, String> ofPom, Map<String, String> ofUser) {
        var pom = new Properties();
        pom.putAll(ofPom);
        var user = new Properties();
        user.putAll(ofUser);
        return new PropertyPlaces(pom, user);
    }

    @Test
    void what_was_said_with_an_option_is_an_option_whatever_the_pom_says() {
        PropertyPlaces places = places(Map.of("runner.shmSize", "1"), Map.of("runner.shmSize", "big"));
        assertThat(places.of("runner.shmSize", "big")).hasToString("-Drunner.shmSize=big");
        assertThat(places.of("runner.shmSize")).hasToString("-Drunner.shmSize");
    }

    @Test
    void what_stands_in_the_pom_is_named_as_it_stands_there() {
        PropertyPlaces places = places(Map.of("runner.shmSize", "big"), Map.of());
        assertThat(places.of("runner.shmSize", "big")).hasToString("<runner.shmSize>big</runner.shmSize> in the POM");
        assertThat(places.of("runner.network", "none")).hasToString("<network>none</network> in the POM");
        assertThat(places.of("runner.network")).hasToString("<network> in the POM");
        assertThat(places.of("runner.builder.linux/arm64", "far")).hasToString("<builder>far</builder> in the POM");
    }
}
