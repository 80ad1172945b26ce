package ai.gpustack.runner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.matrix.Matrix;
import ai.gpustack.runner.matrix.MatrixReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ShardsTest {

    private static final Matrix MATRIX = MatrixReader.parse("matrix.yml", """
            runners: {cuda: [self-hosted, gpu], linux/arm64: arm}
            rules:
              - {backend: cuda, services: [vllm]}
              - {backend: cpu, services: [vllm]}
            """);

    private static PlatformImage image(String backend, String platform, String base, int number) {
        return SamplePlatformImage.of(
                ImageName.of(backend, "1", "", "vllm", String.valueOf(number)),
                platform,
                "0".repeat(64),
                backend + platform + base);
    }

    private static Plan plan(List<PlatformImage> images) {
        return new Plan(
                images.stream()
                        .map(image -> new RunnerImage(image.name(), "r/x", List.of(image)))
                        .toList(),
                List.of());
    }

    @Test
    void an_image_runs_where_its_backend_or_else_its_platform_says() {
        var images = List.of(
                image("cuda", "linux/arm64", "a", 1),
                image("cpu", "linux/arm64", "b", 2),
                image("cpu", "linux/amd64", "c", 3));
        assertThat(Shards.of(plan(images), MATRIX, 256))
                .map(shard -> shard.name() + " " + shard.runsOn())
                .containsExactly(
                        "cuda linux/arm64 [self-hosted, gpu]", "linux/arm64 [arm]", "linux/amd64 [ubuntu-24.04]");
    }

    @Test
    void every_image_is_in_exactly_one_job_and_none_splits_a_shared_base_and_they_are_balanced() {
        var random = new Random(20261123);
        for (int round = 0; round < 40; round++) {
            var images = new ArrayList<PlatformImage>();
            int count = 1 + random.nextInt(600);
            for (int i = 0; i < count; i++) {
                images.add(image(
                        random.nextBoolean() ? "cuda" : "cpu",
                        random.nextBoolean() ? "linux/amd64" : "linux/arm64",
                        String.valueOf(random.nextInt(40)),
                        i));
            }
            int most = 4 + random.nextInt(253);
            List<Shards.Shard> shards = Shards.of(plan(images), MATRIX, most);

            assertThat(shards).hasSizeLessThanOrEqualTo(most);
            assertThat(shards.stream().map(Shards.Shard::name)).doesNotHaveDuplicates();
            assertThat(shards.stream().flatMap(shard -> shard.images().stream()))
                    .containsExactlyInAnyOrderElementsOf(images);
            var bases = new HashSet<String>();
            for (Shards.Shard shard : shards) {
                var here = new HashSet<>(
                        shard.images().stream().map(PlatformImage::base).toList());
                assertThat(here).isNotEmpty();
                assertThat(Collections.disjoint(here, bases)).isTrue();
                bases.addAll(here);
            }
        }
    }

    @Test
    void jobs_of_one_kind_differ_by_no_more_than_the_largest_group() {
        var images = new ArrayList<PlatformImage>();
        for (int i = 0; i < 100; i++) {
            images.add(image("cpu", "linux/amd64", String.valueOf(i % 30), i));
        }
        assertThat(Shards.of(plan(images), MATRIX, 8))
                .hasSize(8)
                .allSatisfy(shard -> assertThat(shard.images().size()).isBetween(12 - 4, 13 + 4));
    }

    @Test
    void a_plan_gives_the_same_jobs_every_time() {
        var images = List.of(image("cpu", "linux/amd64", "a", 1), image("cpu", "linux/amd64", "b", 2));
        assertThat(Shards.of(plan(images), MATRIX, 2)).isEqualTo(Shards.of(plan(images), MATRIX, 2));
    }
}
