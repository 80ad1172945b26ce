package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.plan.ImageName;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.SamplePlatformImage;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class InTurnTest {

    /** An image such as {@code a1}, which is based on {@code a}. */
    private static PlatformImage image(String name) {
        return SamplePlatformImage.of(
                ImageName.of("cpu", "1.0", "", name, "1.0"), "linux/amd64", name, name.substring(0, 1));
    }

    private static List<PlatformImage> images(String... names) {
        return Stream.of(names).map(InTurnTest::image).toList();
    }

    private static List<String> inTurn(String... names) {
        return InTurn.byBase(images(names)).stream()
                .map(image -> image.name().service())
                .toList();
    }

    @Test
    void images_of_different_bases_are_begun_before_a_second_one_of_each() {
        assertThat(inTurn("a1", "a2", "a3", "b1", "c1", "c2")).containsExactly("a1", "b1", "c1", "a2", "c2", "a3");
    }

    @Test
    void images_of_one_base_stay_as_they_were() {
        assertThat(inTurn("a2", "a1", "a3")).containsExactly("a2", "a1", "a3");
        assertThat(inTurn()).isEmpty();
    }

    @Test
    void targets_are_named_in_turn_where_not_all_can_be_begun_at_once() {
        List<String> named = names(images("a1", "a2", "a3", "b1", "c1", "c2"), 5);

        assertThat(named).isSorted();
        assertThat(named)
                .extracting(name -> name.replaceFirst("^\\d-cpu1_0-(..)1_0-.*", "$1"))
                .containsExactly("a1", "b1", "c1", "a2", "c2", "a3");
    }

    @Test
    void the_place_in_turn_has_as_many_digits_as_the_last_one() {
        String[] many = IntStream.range(10, 110).mapToObj(i -> "a" + i).toArray(String[]::new);

        assertThat(names(images(many), 16)).isSorted().first().asString().startsWith("001-cpu1_0-a10");
    }

    @Test
    void targets_that_can_all_be_begun_at_once_are_named_by_their_tags() {
        assertThat(names(images("b1", "a1"), 2))
                .containsExactly("cpu1_0-b11_0-linux-amd64", "cpu1_0-a11_0-linux-amd64");
    }

    private static List<String> names(List<PlatformImage> images, int parallel) {
        return List.copyOf(Definition.of(images, Export.LOAD, SampleBuildSettings.of(parallel))
                .images()
                .keySet());
    }
}
