package ai.gpustack.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HubMirrorsTest {

    @Test
    void the_engines_mirrors_are_read_in_their_order() {
        assertThat(HubMirrors.read("""
                        {"IndexConfigs": {"docker.io": {"Mirrors": ["http://other/"]}},
                         "Mirrors": ["https://mirror.example/", "http://localhost:5001/", "no address", "relative/path"]}
                        """))
                .containsExactly(URI.create("https://mirror.example/"), URI.create("http://localhost:5001/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", "{\"Mirrors\": null}", "{\"Mirrors\": []}"})
    void an_engine_may_have_none(String config) {
        assertThat(HubMirrors.read(config)).isEmpty();
    }
}
