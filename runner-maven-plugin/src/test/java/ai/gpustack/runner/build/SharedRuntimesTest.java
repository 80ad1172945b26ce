package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.plan.ImageName;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.SamplePlatformImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SharedRuntimesTest {

    private static final Map<String, String> RUNTIMES = Map.of("cpu-runtime-a", "a", "cpu-runtime-b", "b");

    /** Targets such as {@code a1}, whose image is based on {@code a}. */
    private static Map<String, PlatformImage> targets(String... names) {
        var targets = new LinkedHashMap<String, PlatformImage>();
        for (String name : names) {
            targets.put(
                    name,
                    SamplePlatformImage.of(
                            ImageName.of("cpu", "1.0", "", name, "1.0"), "linux/amd64", name, name.substring(0, 1)));
        }
        return targets;
    }

    @Test
    void a_runtime_stage_is_made_first_for_several_that_can_not_all_be_begun_at_once() {
        Map<String, PlatformImage> targets = targets("a1", "a2", "b1", "c1", "c2");
        SharedRuntimes shared = SharedRuntimes.of(targets, RUNTIMES, 4);

        assertThat(shared.images()).containsOnlyKeys("cpu-runtime-a");
        assertThat(shared.images().get("cpu-runtime-a")).containsOnlyKeys("a1", "a2");
        assertThat(shared.firsts()).isEqualTo(Map.of("cpu-runtime-a", targets.get("a1")));
    }

    @Test
    void targets_that_are_begun_at_once_share_it_by_themselves() {
        assertThat(SharedRuntimes.of(targets("a1", "a2", "b1", "b2"), RUNTIMES, 4)
                        .images())
                .isEmpty();
    }

    @Test
    void only_what_leaves_the_cache_aside_has_a_target_for_its_runtime_stage() {
        List<PlatformImage> images = List.copyOf(targets("a1", "a2", "b1").values());
        BuildSettings settings = SampleBuildSettings.of(2);

        assertThat(Definition.of(images, Export.LOAD, settings).runtimes()).isEmpty();
        Definition anew =
                Definition.of(images, Export.LOAD, SampleBuildSettings.of(2, BuildSettings.Access.NONE, true));
        assertThat(anew.runtimes()).isEqualTo(Map.of("cpu-runtime-a", "a"));
        assertThat(anew.images()).doesNotContainKey("cpu-runtime-a");
        assertThat(anew.file().others()).singleElement().satisfies(runtime -> {
            assertThat(runtime.source().stage()).isEqualTo("runtime");
            assertThat(runtime.image().tags()).isEmpty();
            assertThat(runtime.caching().isLeftAside()).isTrue();
            assertThat(runtime.outputs()).containsExactly("type=cacheonly");
        });
    }
}
