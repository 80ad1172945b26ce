package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.buildx.BakeTarget;
import ai.gpustack.runner.plan.ImageName;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.SamplePlatformImage;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DefinitionTest {

    /** Images such as {@code a1}, which is based on {@code a}. */
    private static List<PlatformImage> images(String... names) {
        return Stream.of(names)
                .map(name -> SamplePlatformImage.of(
                        ImageName.of("cpu", "1.0", "", name, "1.0"), "linux/amd64", name, name.substring(0, 1)))
                .toList();
    }

    private static Definition definition(int parallel, boolean leavesCacheAside) {
        return Definition.of(
                images("a1", "a2", "b1", "c1", "c2"),
                Export.LOAD,
                SampleBuildSettings.of(parallel, BuildSettings.Access.NONE, leavesCacheAside));
    }

    @Test
    void a_runtime_stage_that_is_shared_has_a_target_where_the_cache_is_left_aside_and_not_all_begin_at_once() {
        Definition definition = definition(4, true);

        assertThat(definition.runtimes())
                .hasSize(4)
                .containsEntry("1-cpu1_0-a11_0-linux-amd64", "cpu-runtime")
                .containsEntry("4-cpu1_0-a21_0-linux-amd64", "cpu-runtime")
                .containsEntry("3-cpu1_0-c11_0-linux-amd64", "cpu-runtime__2");
        assertThat(definition.images()).doesNotContainKeys("cpu-runtime", "cpu-runtime__2");
        assertThat(definition.file().others())
                .extracting(BakeTarget::name)
                .containsExactly("cpu-runtime", "cpu-runtime__2");
        assertThat(definition.file().others()).allSatisfy(runtime -> {
            assertThat(runtime.source().stage()).isEqualTo("runtime");
            assertThat(runtime.image().tags()).isEmpty();
            assertThat(runtime.caching().isLeftAside()).isTrue();
            assertThat(runtime.outputs()).containsExactly("type=tar,dest=-");
        });
        assertThat(definition.file().toJson().lines().filter(line -> line.contains("\"targets\"")))
                .singleElement()
                .asString()
                .doesNotContain("runtime");
    }

    @Test
    void it_has_none_where_the_builder_shares_it_by_itself() {
        assertThat(definition(5, true).runtimes()).isEmpty();
        assertThat(definition(1, false).runtimes()).isEmpty();
        assertThat(definition(1, false).file().others()).isEmpty();
    }
}
