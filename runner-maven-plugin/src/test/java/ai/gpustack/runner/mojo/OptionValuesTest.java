package ai.gpustack.runner.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.gpustack.runner.plan.BuildOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OptionValuesTest {

    private final Values values = new Values(Options.PLACES);
    private final OptionValues options = new OptionValues(values, Path.of("project"));

    @Test
    void a_list_of_what_is_installed_is_made_by_the_builders_scanner_or_by_the_one_that_is_named() {
        assertThat(options.sbom(Optional.empty())).isEmpty();
        assertThat(options.sbom(Optional.of("false"))).isEmpty();
        assertThat(options.sbom(Optional.of("true"))).isEqualTo(BuildOptions.SCANNER_OF_BUILDER);
        assertThat(options.sbom(Optional.of("example.com:5000/scanner:1"))).isEqualTo("example.com:5000/scanner:1");
        values.orThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://bob:T0KEN@git.example/x.git#main",
                "https://T0KEN@git.example/x.git",
                "HTTPS://:T0KEN@git.example/x.git",
                "ssh://git:T0KEN@git.example/x.git",
            })
    void an_address_with_credentials_is_refused_and_not_repeated(String given) {
        options.contexts(Map.of("source", given));

        assertThatThrownBy(values::orThrow)
                .hasMessageStartingWith("-Drunner.context.source: error: has credentials in its address")
                .hasMessageContaining("-Drunner.secret.GIT_AUTH_TOKEN=env:VARIABLE")
                .hasMessageNotContaining("T0KEN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://git.example/x.git#main",
                "https://git.example/@scope/x.tgz",
                "ssh://git@git.example/x.git",
                "git@git.example:x.git",
                "docker-image://r.example:5000/x@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            })
    void an_address_without_a_password_is_taken(String given) {
        assertThat(options.contexts(Map.of("source", given))).isEqualTo(Map.of("source", given));
        values.orThrow();
    }

    /** A word that somebody takes for a switch isn't taken for an image's name, and nothing gets into the attribute list. */
    @ParameterizedTest
    @ValueSource(strings = {"yes", "True", "scanner", "scanner:1,generator=other:1"})
    void what_is_neither_a_switch_nor_a_reference_is_refused(String given) {
        options.sbom(Optional.of(given));
        assertThatThrownBy(values::orThrow)
                .hasMessage("-Drunner.sbom=" + given
                        + ": error: names no image with a tag or a digest; write true, false, or"
                        + " the reference of a scanner's image");
    }
}
