package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.plan.ImageName;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.SamplePlatformImage;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class InTurnTest {

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
    void images_of_different_bases_are_begun_before_a_second_one_of_each() {
        Map<String, PlatformImage> targets = targets("a1", "a2", "a3", "b1", "c1", "c2");

        assertThat(InTurn.byBase(targets)).isEqualTo(targets);
        assertThat(InTurn.byBase(targets).keySet()).containsExactly("a1", "b1", "c1", "a2", "c2", "a3");
    }

    @Test
    void images_of_one_base_stay_as_they_were() {
        assertThat(InTurn.byBase(targets("a2", "a1", "a3")).keySet()).containsExactly("a2", "a1", "a3");
        assertThat(InTurn.byBase(Map.of())).isEmpty();
    }
}
