package ai.gpustack.runner.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PlatformTest {

    private static Platform platform(String text) {
        return Platform.parse(text).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "linux/amd64, linux/amd64",
        "linux/amd64/v1, linux/amd64",
        "linux/amd64/v3, linux/amd64/v3",
        "linux/arm64/v8, linux/arm64",
        "linux/aarch64, linux/arm64",
        "linux/arm64/9, linux/arm64/v9",
        "linux/arm, linux/arm/v7",
        "linux/arm/6, linux/arm/v6",
        "linux/armhf, linux/arm/v7",
        "linux/armel, linux/arm/v6",
        "linux/i386, linux/386",
        "linux/riscv64, linux/riscv64",
        "windows/amd64, windows/amd64"
    })
    void the_normal_form_is_the_one_of_buildkit_and_registries(String written, String normal) {
        assertThat(platform(written).normalized()).hasToString(normal);
        assertThat(platform(normal).normalized()).hasToString(normal);
    }

    @ParameterizedTest
    @CsvSource({
        "linux/arm/v7, 'linux/arm/v7, linux/arm/v6, linux/arm/v5'",
        "linux/amd64/v3, 'linux/amd64/v3, linux/amd64/v2, linux/amd64'",
        "linux/amd64, linux/amd64",
        "linux/arm64/v8, linux/arm64",
        "linux/s390x, linux/s390x",
        "linux/arm64/v8.2, linux/arm64/v8.2"
    })
    void an_older_variant_runs_too(String platform, String runs) {
        assertThat(platform(platform).orOlder().stream().map(Platform::toString))
                .containsExactly(runs.split(", "));
    }
}
