package ai.gpustack.runner.buildx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.matrix.Platform;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What buildx 0.38.2 prints. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BuilderStateTest {

    private static final String FARM = """
            Name:          farm
            Driver:        remote
            Last Activity: 2026-11-25 14:31:02 +0000 UTC

            Nodes:
            Name:             farm0
            Endpoint:         tcp://127.0.0.1:7001
            Status:           running
            BuildKit version: v0.34.2
            Platforms:        linux/amd64*, linux/amd64/v2, linux/arm64, linux/386
            Labels:
             org.mobyproject.buildkit.worker.executor: oci
             Name: not a node
            GC Policy rule#0:
             All:            false

            Name:     farm1
            Endpoint: tcp://127.0.0.1:7002
            Status:   inactive
            """;

    private static Platform platform(String text) {
        return Platform.parse(text).orElseThrow();
    }

    @Test
    void a_builder_is_read_with_all_its_nodes() {
        BuilderState state = BuilderState.read(FARM);

        assertThat(state.name()).isEqualTo("farm");
        assertThat(state.driver()).isEqualTo("remote");
        assertThat(state.nodes()).map(BuilderState.Node::name).containsExactly("farm0", "farm1");
        assertThat(state.nodes().get(0).platforms()).hasSize(4).contains(platform("linux/386"));
    }

    @ParameterizedTest
    @CsvSource({"1, false", "2, true", "10, true"})
    void a_builder_of_several_pods_is_told_by_its_options(String replicas, boolean isReplicated) {
        String text = """
                Name:   pods
                Driver: kubernetes

                Nodes:
                Name:             pods0
                Endpoint:         kubernetes:///pods
                Driver Options:   namespace="ci" replicas="%s"
                Status:           running
                """.formatted(replicas);

        assertThat(BuilderState.read(text).isReplicated()).isEqualTo(isReplicated);
        assertThat(BuilderState.read(FARM).isReplicated()).isFalse();
    }

    @Test
    void one_node_that_is_down_makes_the_builder_unusable() {
        assertThat(BuilderState.read(FARM).isRunning()).isFalse();
        assertThat(BuilderState.read(FARM.replace("inactive", "running")).isRunning())
                .isTrue();
    }

    @Test
    void what_keeps_a_builder_from_being_used_is_its_machine_or_what_buildx_says() {
        assertThat(BuilderState.read(FARM).trouble())
                .hasValueSatisfying(
                        trouble -> assertThat(trouble).startsWith("farm1 at ").endsWith(" is inactive"));
        assertThat(BuilderState.read(FARM.replace("inactive", "running")).trouble())
                .isEmpty();
        assertThat(BuilderState.read("""
                        Name:          default
                        Driver:
                        Last Activity: 2026-11-26 17:04:38 +0000 UTC
                        Error:         Cannot connect to the Docker daemon at unix:///run/docker.sock. Is it running?
                        """).trouble())
                .contains("Cannot connect to the Docker daemon at unix:///run/docker.sock. Is it running?");
        assertThat(BuilderState.read("").trouble()).contains("no machine belongs to it");
    }

    @Test
    void what_a_node_only_emulates_is_not_its_own() {
        BuilderState state = BuilderState.read(FARM);

        assertThat(state.isNative(platform("linux/amd64"))).isTrue();
        assertThat(state.isNative(platform("linux/386"))).isTrue();
        assertThat(state.isNative(platform("linux/arm64"))).isFalse();
    }

    @Test
    void a_text_that_says_nothing_is_no_running_builder() {
        assertThat(BuilderState.read("").isRunning()).isFalse();
        assertThat(BuilderState.read("what\nis: this\n").nodes()).isEmpty();
    }

    @Test
    void platforms_that_were_declared_are_a_machines_own_whatever_their_order() {
        BuilderState both =
                BuilderState.read(FARM.replace("linux/amd64*, linux/amd64/v2,", "linux/arm64*, linux/amd64*,"));

        assertThat(both.isNative(platform("linux/amd64"))).isTrue();
        assertThat(both.isNative(platform("linux/arm64"))).isTrue();
        assertThat(both.isNative(platform("linux/s390x"))).isFalse();
    }

    @Test
    void where_none_was_declared_the_first_platform_is_the_machines_own() {
        BuilderState plain = BuilderState.read(FARM.replace("*", ""));

        assertThat(plain.isNative(platform("linux/amd64"))).isTrue();
        assertThat(plain.isNative(platform("linux/arm64"))).isFalse();
    }
}
