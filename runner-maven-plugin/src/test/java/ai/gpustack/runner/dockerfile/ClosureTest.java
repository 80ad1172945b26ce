package ai.gpustack.runner.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.source.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ClosureTest {

    private static Closure closure(String target, Map<String, String> given, String... lines) {
        Dockerfile file = Dockerfile.parse("Dockerfile", String.join("\n", lines) + "\n");
        return file.closure(target, file.values(given)).orElseThrow();
    }

    private static List<String> stages(Closure closure) {
        return closure.stages().stream().map(Stage::label).toList();
    }

    private static List<String> images(Closure closure) {
        return closure.images().stream().map(BaseImage::reference).toList();
    }

    @Test
    void a_target_needs_what_it_is_based_on_copies_from_and_mounts() {
        Closure closure = closure(
                "app",
                Map.of(),
                "FROM debian AS runtime",
                "FROM golang AS tools",
                "FROM alpine AS unrelated",
                "FROM scratch AS data",
                "FROM runtime AS app",
                "COPY --from=data / /data",
                "RUN --mount=type=bind,from=tools,target=/t --mount=type=cache,target=/c,from=busybox x",
                "COPY --from=nginx:1 / /");
        assertThat(stages(closure)).containsExactly("runtime", "tools", "data", "app");
        assertThat(images(closure)).containsExactly("debian", "golang", "busybox", "nginx:1");
    }

    @Test
    void a_base_may_be_chosen_by_an_argument() {
        String[] lines = {"ARG KIND=cpu", "FROM a:1 AS base-cpu", "FROM b:1 AS base-gpu", "FROM base-${KIND} AS app"};
        assertThat(stages(closure("app", Map.of(), lines))).containsExactly("base-cpu", "app");
        assertThat(stages(closure("app", Map.of("KIND", "gpu"), lines))).containsExactly("base-gpu", "app");
        assertThat(images(closure("app", Map.of("KIND", "x"), lines))).containsExactly("base-x");
        assertThat(closure("app", Map.of(), lines).argumentsInUse()).containsExactly("KIND");
    }

    @Test
    void a_stage_name_means_the_last_such_stage_above_a_FROM() {
        Closure closure = closure("2", Map.of(), "FROM one AS a", "FROM two AS a", "FROM a", "FROM three AS a");
        assertThat(images(closure)).containsExactly("two");
    }

    @Test
    void what_ONBUILD_defers_counts_for_the_stages_based_on_it() {
        String[] lines = {
            "FROM scratch AS tools",
            "FROM debian AS base",
            "ONBUILD ARG HIDDEN",
            "ONBUILD COPY --from=tools / /",
            "FROM base AS app"
        };
        assertThat(stages(closure("base", Map.of(), lines))).containsExactly("base");
        assertThat(closure("base", Map.of(), lines).argumentsInUse()).isEmpty();
        assertThat(stages(closure("app", Map.of(), lines))).containsExactly("tools", "base", "app");
        assertThat(closure("app", Map.of(), lines).argumentsInUse()).containsExactly("HIDDEN");
    }

    @Test
    void arguments_of_stages_outside_are_not_in_use() {
        Closure closure = closure(
                "app",
                Map.of(),
                "ARG BASE=debian",
                "ARG UNUSED=1",
                "FROM $BASE AS app",
                "ARG A",
                "FROM scratch AS other",
                "ARG B");
        assertThat(closure.argumentsInUse()).containsExactly("A", "BASE");
    }

    @Test
    void an_undeclared_name_in_a_FROM_line_is_not_in_use_because_nothing_can_set_it() {
        Closure closure = closure("0", Map.of("X", "1"), "FROM debian${X}");
        assertThat(closure.argumentsInUse()).isEmpty();
        assertThat(images(closure)).containsExactly("debian");
    }

    @Test
    void the_platform_of_a_base_is_expanded() {
        Closure closure = closure("0", Map.of("BUILDPLATFORM", "linux/arm64"), "FROM --platform=$BUILDPLATFORM x");
        assertThat(closure.images())
                .singleElement()
                .satisfies(image -> assertThat(image.platform()).contains("linux/arm64"));
    }

    @Test
    void the_platform_of_the_machine_that_builds_is_not_known_and_no_problem() {
        Closure closure = closure(
                "app",
                Map.of(),
                "FROM --platform=$BUILDPLATFORM x AS a",
                "FROM --platform=linux/${BUILDARCH} y AS app",
                "COPY --from=a / /");
        assertThat(closure.problems()).isEmpty();
        assertThat(closure.images().stream().map(image -> image.platform().orElseThrow()))
                .containsExactly("$BUILDPLATFORM", "linux/${BUILDARCH}");
    }

    @Test
    void a_base_chosen_by_the_machine_that_builds_fails_the_targets_that_need_it() {
        String[] lines = {"FROM x-${BUILDARCH} AS a", "FROM a AS app", "FROM y AS other"};
        assertThat(closure("app", Map.of(), lines).problems())
                .singleElement()
                .asString()
                .contains("depends on the machine that builds");
        assertThat(closure("other", Map.of(), lines).problems()).isEmpty();
        assertThat(closure("app", Map.of("BUILDARCH", "amd64"), lines).problems())
                .isEmpty();
    }

    @Test
    void a_base_without_a_name_fails_every_target() {
        assertThat(closure("fine", Map.of(), "ARG X", "FROM $X AS broken", "FROM scratch AS fine")
                        .problems())
                .singleElement()
                .matches(Problem::isError);
    }

    @Test
    void stages_that_wait_for_each_other_fail_every_target() {
        String[] lines = {
            "FROM scratch AS a", "COPY --from=b / /", "FROM scratch AS b", "COPY --from=a / /", "FROM scratch AS c"
        };
        assertThat(closure("c", Map.of(), lines).problems()).isNotEmpty();
        assertThat(closure("a", Map.of(), lines).problems()).isNotEmpty();
    }

    @Test
    void a_copy_from_a_stage_below_fails_only_the_target_that_needs_it() {
        String[] lines = {"FROM scratch AS a", "COPY --from=b / /", "FROM scratch AS b"};
        assertThat(closure("a", Map.of(), lines).problems()).hasSize(1);
        assertThat(closure("b", Map.of(), lines).problems()).isEmpty();
    }

    @Test
    void a_missing_stage_has_no_closure() {
        Dockerfile file = Dockerfile.parse("Dockerfile", "FROM scratch AS a\n");
        assertThat(file.closure("b", file.values(Map.of()))).isEmpty();
    }
}
