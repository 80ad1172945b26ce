package ai.gpustack.runner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.matrix.MatrixReader;
import ai.gpustack.runner.source.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a lock is for a plan: its place in the ids, in the reasons for a change, and among the problems. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PinnedBasesTest {

    private static final String A = "sha256:" + "a".repeat(64);
    private static final String B = "sha256:" + "b".repeat(64);

    private static final String DOCKERFILE = """
            ARG X_VERSION=1
            ARG TOOL_VERSION=2
            FROM --platform=$BUILDPLATFORM docker.io/library/golang:1 AS compiler
            FROM debian AS runtime
            FROM runtime AS tool
            COPY --from=busybox:1 /bin/sh /sh
            COPY --from=compiler /go /go
            RUN --mount=from=pinned:1@%s,target=/p true
            FROM alpine:3 AS other
            """.formatted(A);

    private static final String COMPLETE = """
            busybox:1: {linux/amd64: %1$s, linux/arm64: %1$s}
            debian:latest: {linux/amd64: %1$s, linux/arm64: %1$s}
            golang:1: {linux/amd64: %1$s, linux/arm64: %1$s}
            """.formatted(A);

    @TempDir
    private Path root;

    @BeforeEach
    void aPack() throws IOException {
        dockerfile(DOCKERFILE);
    }

    private void dockerfile(String text) throws IOException {
        Files.createDirectories(root.resolve("pack/x"));
        Files.writeString(root.resolve("pack/x/Dockerfile"), text);
    }

    private Plan plan(String lock, List<String> platforms) {
        var request = new PlanRequest(
                MatrixReader.parse(
                        "matrix.yml",
                        "platforms: [linux/amd64, linux/arm64]\nrules: [{backend: x, services: [tool]}]\n"),
                new Pack(root, Path.of("pack")),
                new Selection(List.of(), List.of(), platforms, List.of()),
                Map.of(),
                "gpustack/runner",
                "gpustack/runner");
        return Planner.plan(request.with(BasesLockReader.read(BasesLock.NAME, lock)));
    }

    private Plan planWithoutLock() {
        return Planner.plan(new PlanRequest(
                MatrixReader.parse("matrix.yml", "rules: [{backend: x, services: [tool]}]\n"),
                new Pack(root, Path.of("pack")),
                Selection.ALL,
                Map.of(),
                "gpustack/runner",
                "gpustack/runner"));
    }

    private static List<String> problems(Plan plan) {
        return plan.problems().stream().map(Problem::toString).toList();
    }

    private static Inputs amd64(Plan plan) {
        assertThat(plan.errors()).isEmpty();
        return plan.selected().get(0).inputs();
    }

    @Test
    void bases_of_FROM_COPY_and_mounts_are_in_the_inputs_and_the_builders_for_every_platform_that_is_locked() {
        assertThat(problems(plan(COMPLETE, List.of()))).isEmpty();
        assertThat(amd64(plan(COMPLETE, List.of())).bases())
                .containsOnly(
                        Map.entry("busybox:1", A),
                        Map.entry("debian:latest", A),
                        Map.entry("golang:1 (linux/amd64)", A),
                        Map.entry("golang:1 (linux/arm64)", A));
    }

    @Test
    void a_plan_without_a_lock_names_the_bases_and_pins_none() {
        Plan plan = planWithoutLock();

        assertThat(problems(plan)).isEmpty();
        assertThat(plan.selected().get(1).bases().stream().map(Base::toString))
                .containsExactly("golang:1", "debian:latest for linux/arm64", "busybox:1 for linux/arm64");
        assertThat(amd64(plan).bases()).isEmpty();
    }

    @Test
    void the_platform_that_FROM_names_is_the_one_that_counts() throws IOException {
        dockerfile("""
                ARG X_VERSION=1
                ARG TOOL_VERSION=2
                FROM --platform=linux/arm64/v8 debian:12 AS foreign
                FROM --platform=$TARGETPLATFORM debian:12 AS tool
                COPY --from=foreign /x /x
                """);
        String lock = "debian:12: {linux/amd64: %s, linux/arm64: %s}\n".formatted(A, B);

        assertThat(amd64(plan(lock, List.of())).bases())
                .containsOnly(Map.entry("debian:12", A), Map.entry("debian:12 (linux/arm64)", B));
        assertThat(plan(lock, List.of()).selected().get(1).inputs().bases()).containsOnly(Map.entry("debian:12", B));
    }

    @Test
    void a_lock_of_another_platform_or_of_a_stage_that_is_not_needed_changes_no_id() {
        String id = amd64(plan(COMPLETE, List.of("linux/amd64"))).id();

        assertThat(amd64(plan(
                                COMPLETE.replace(
                                        "debian:latest: {linux/amd64: " + A + ", linux/arm64: " + A,
                                        "debian:latest: {linux/amd64: " + A + ", linux/arm64: " + B),
                                List.of("linux/amd64")))
                        .id())
                .isEqualTo(id);
        assertThat(amd64(plan(COMPLETE + "alpine:3: {linux/amd64: " + B + "}\n", List.of("linux/amd64")))
                        .id())
                .isEqualTo(id);
    }

    @Test
    void a_base_that_moves_is_locked_or_unlocked_changes_the_id_and_is_the_reason() {
        Inputs before = amd64(plan(COMPLETE, List.of("linux/amd64")));
        Inputs moved = amd64(plan(
                COMPLETE.replace("busybox:1: {linux/amd64: " + A, "busybox:1: {linux/amd64: " + B),
                List.of("linux/amd64")));
        Inputs fewer = amd64(plan(COMPLETE.replaceFirst("(?m)^busybox.*\n", ""), List.of("linux/amd64")));

        assertThat(List.of(before.id(), moved.id(), fewer.id())).doesNotHaveDuplicates();
        assertThat(moved.changesSince(before))
                .containsExactly("base busybox:1 moved sha256:aaaaaaaaaaaa -> sha256:bbbbbbbbbbbb");
        assertThat(fewer.changesSince(before)).containsExactly("base busybox:1 no longer locked");
        assertThat(before.changesSince(fewer)).containsExactly("base busybox:1 locked (sha256:aaaaaaaaaaaa)");
    }

    @Test
    void a_base_that_moves_moves_what_images_share_too() {
        PlatformImage before = plan(COMPLETE, List.of()).selected().get(0);
        PlatformImage moved = plan(
                        COMPLETE.replace("debian:latest: {linux/amd64: " + A, "debian:latest: {linux/amd64: " + B),
                        List.of())
                .selected()
                .get(0);

        assertThat(moved.base()).isNotEqualTo(before.base());
    }

    @Test
    void a_base_that_is_not_in_the_lock_is_a_warning_at_its_line_for_each_selected_platform() {
        String lock = "golang:1: {linux/amd64: %s}\nbusybox:1: {linux/amd64: %s}\n".formatted(A, A);

        assertThat(problems(plan(lock, List.of("linux/arm64"))))
                .containsExactly(
                        "pack/x/Dockerfile:4:1: warning: debian:latest for linux/arm64 isn't in bases.lock, so its content may"
                                + " change; run 'mvn runner:bases'",
                        "pack/x/Dockerfile:6:1: warning: busybox:1 for linux/arm64 isn't in bases.lock, so its content may"
                                + " change; run 'mvn runner:bases'");
        assertThat(problems(plan("# none\n", List.of("linux/amd64"))))
                .contains("pack/x/Dockerfile:3:1: warning: golang:1 isn't in bases.lock, so its content may change; run"
                        + " 'mvn runner:bases'");
    }

    @Test
    void a_lock_that_no_image_uses_is_a_warning_when_everything_is_planned() {
        String lock = COMPLETE + "alpine:3: {linux/amd64: " + A + "}\n";
        lock = lock.replace("debian:latest: {", "debian:latest: {linux/s390x: " + A + ", ");

        assertThat(problems(plan(lock, List.of())))
                .containsExactly(
                        "bases.lock:4:12: warning: no image is built on alpine:3 for linux/amd64; run 'mvn runner:bases', which removes it",
                        "bases.lock:2:17: warning: no image is built on debian:latest for linux/s390x; run 'mvn runner:bases', which"
                                + " removes it");
        assertThat(problems(plan(lock, List.of("linux/amd64")))).isEmpty();
    }

    @Test
    void a_stage_with_the_name_of_a_locked_base_is_an_error_because_buildkit_would_replace_the_stage()
            throws IOException {
        dockerfile("ARG X_VERSION=1\nARG TOOL_VERSION=2\nFROM debian AS debian\nFROM debian AS tool\n");

        assertThat(planWithoutLock().problems()).isEmpty();
        assertThat(problems(plan("debian:latest: {linux/amd64: %1$s, linux/arm64: %1$s}\n".formatted(A), List.of())))
                .containsExactly(
                        "pack/x/Dockerfile:3:1: error: the stage 'debian' has the name of the base image debian:latest, which"
                                + " BuildKit couldn't tell from it; give the stage another name");
    }

    @Test
    void what_is_no_reference_is_an_error_at_its_line() throws IOException {
        dockerfile("ARG X_VERSION=1\nARG TOOL_VERSION=2\nFROM Debian:12 AS tool\n");

        assertThat(problems(planWithoutLock()))
                .containsExactly("pack/x/Dockerfile:3:1: error: 'Debian:12' is no image reference; write"
                        + " [registry/]name[:tag], the name in lower case");
    }

    @Test
    void what_the_lock_gets_wrong_is_among_the_plans_errors() {
        assertThat(problems(plan("debian:latest: {linux/amd64: x}\n", List.of())))
                .containsExactly(
                        "bases.lock:1:30: error: 'x' is no digest; write sha256: and 64 hex digits; remove it, and run 'mvn runner:bases'");
    }

    @Test
    void what_is_wanted_is_each_base_once_with_its_platforms_and_places() {
        List<WantedBase> wanted = WantedBase.of(planWithoutLock());

        assertThat(wanted.stream()
                        .map(base -> base.reference() + " " + base.required().keySet() + " " + base.possible() + " "
                                + base.at()))
                .containsExactly(
                        "golang:1 [] [linux/amd64, linux/arm64] [pack/x/Dockerfile:3:1]",
                        "debian:latest [linux/amd64, linux/arm64] [] [pack/x/Dockerfile:4:1]",
                        "busybox:1 [linux/amd64, linux/arm64] [] [pack/x/Dockerfile:6:1]");
    }
}
