package ai.gpustack.runner.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.gpustack.runner.process.BrokenEnvironment;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AddressesTest {

    private static final URI ASKED = URI.create("https://registry.example:5000/v2/a/blobs/x");

    @ParameterizedTest
    @CsvSource({
        "https://cdn.example/x?sig=a%2Fb, https://cdn.example/x?sig=a%2Fb",
        "https://cdn.example/x?sig=a|b, https://cdn.example/x?sig=a%7Cb",
        "https://cdn.example/\u00e4 b, https://cdn.example/%C3%A4%20b",
        "/blobs/y, https://registry.example:5000/blobs/y",
        "//cdn.example/y, https://cdn.example/y",
        "HTTPS://cdn.example/y, https://cdn.example/y",
    })
    void what_registries_lead_to_is_read_though_it_is_not_written_strictly(String said, String address) {
        assertThat(Addresses.read(said, Optional.of(ASKED), "registry.example")).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://cdn.example/x", "https:", "https://cdn.example:port/%zz", "https:///x"})
    void what_is_no_address_is_the_registrys_fault(String said) {
        assertThatThrownBy(() -> Addresses.read(said, Optional.of(ASKED), "registry.example"))
                .isInstanceOf(BrokenEnvironment.class)
                .hasMessageContaining(
                        "registry registry.example leads to '" + said + "', which is no address that Java can read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/token", "token", "auth.example/token"})
    void who_gives_tokens_is_told_by_a_whole_address(String realm) {
        assertThatThrownBy(() -> Addresses.read(realm, Optional.empty(), "registry.example"))
                .isInstanceOf(BrokenEnvironment.class);
    }
}
