package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.build.PlatformBuild.Layer;
import ai.gpustack.runner.build.PlatformBuild.Size;
import ai.gpustack.runner.buildx.BuilderState;
import ai.gpustack.runner.plan.ImageName;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.SamplePlatformImage;
import ai.gpustack.runner.source.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DiskForecastTest {

    private static final long GB = 1_000_000_000L;

    private final Map<PlatformImage, Size> sizes = new LinkedHashMap<>();
    private final List<PlatformImage> images = new ArrayList<>();

    private PlatformImage image(String service, String version) {
        PlatformImage image = SamplePlatformImage.of(
                ImageName.of("cpu", "1.0", "", service, version), "linux/amd64", service + version, "base");
        images.add(image);
        return image;
    }

    /** Layers such as {@code base:4}, in GB. */
    private static Size layers(String... named) {
        List<Layer> layers = Stream.of(named)
                .map(layer -> layer.split(":"))
                .map(layer -> new Layer("sha256:" + layer[0], Long.parseLong(layer[1]) * GB, ""))
                .toList();
        return new Size(layers.stream().mapToLong(Layer::bytes).sum(), layers);
    }

    private DiskForecast forecast() {
        return DiskForecast.of(images, image -> Optional.ofNullable(sizes.get(image)));
    }

    @Test
    void a_layer_that_images_share_counts_once_and_unpacked() {
        sizes.put(image("a", "1"), layers("base:4", "a:1"));
        sizes.put(image("b", "1"), layers("base:4", "b:3"));

        assertThat(forecast()).isEqualTo(new DiskForecast(8 * GB * 5 / 2, 2));
    }

    @Test
    void an_image_that_was_never_built_counts_as_the_average_of_its_service() {
        sizes.put(image("a", "1"), layers("one:2"));
        sizes.put(image("a", "2"), layers("two:4"));
        image("a", "3");
        image("stranger", "1");

        assertThat(forecast()).isEqualTo(new DiskForecast(9 * GB * 5 / 2, 3));
    }

    @Test
    void of_images_whose_layers_are_not_known_the_largest_counts() {
        sizes.put(image("a", "1"), new Size(7 * GB, List.of()));
        sizes.put(image("b", "1"), new Size(9 * GB, List.of()));

        assertThat(forecast()).isEqualTo(new DiskForecast(9 * GB, 2));
    }

    private static Optional<Problem> lack(long free, long cached, long needed) {
        var state = new BuilderState("big", "docker", Optional.empty(), false, List.of());
        var check = new BuilderCheck(
                Optional.of(state),
                Optional.empty(),
                Optional.of(new BuilderDisk.Room(Path.of("/disk"), free * GB)),
                () -> OptionalLong.of(cached * GB));
        return check.lackOfRoom(new DiskForecast(needed * GB, 3));
    }

    @Test
    void what_fits_neither_beside_a_builders_cache_nor_in_its_place_is_refused() {
        assertThat(lack(10, 5, 16))
                .hasValueSatisfying(
                        problem -> assertThat(problem.toString())
                                .isEqualTo(
                                        "builder big: error: has 10.0 GB free at /disk and 5.0 GB in a cache that it can give up, and 3"
                                                + " images may take 16.0 GB there, by what earlier builds measured; make room ('docker buildx du',"
                                                + " 'docker buildx prune'), select fewer, or build all the same with -Drunner.ignoreDiskSpace"));
    }

    @Test
    void what_may_be_in_a_builders_cache_already_is_built_with_a_warning() {
        assertThat(lack(10, 5, 15))
                .hasValueSatisfying(problem -> assertThat(problem.isError()).isFalse());
        assertThat(lack(10, 5, 10)).isEmpty();
    }
}
