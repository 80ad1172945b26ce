package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.matrix.MatrixReader;
import ai.gpustack.runner.plan.BasesLock;
import ai.gpustack.runner.plan.Pack;
import ai.gpustack.runner.plan.PlanRequest;
import ai.gpustack.runner.plan.Planner;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StepsTest {

    @TempDir
    private Path root;

    private Steps steps;
    private PlatformImage image;

    @BeforeEach
    void plan() throws IOException {
        write("""
                ARG X_VERSION=1
                ARG TOOL_VERSION=2
                FROM debian:nope AS runtime
                FROM runtime AS tool
                COPY --from=extra /a /b
                RUN --mount=from=localhost:5000/team/models:1,target=/m true
                """);
    }

    private void write(String dockerfile) throws IOException {
        Files.createDirectories(root.resolve("pack/x"));
        Files.writeString(root.resolve("pack/x/Dockerfile"), dockerfile);
        plan(BasesLock.absent(BasesLock.NAME));
    }

    private void plan(BasesLock lock) {
        var pack = new Pack(root, Path.of("pack"));
        steps = new Steps(pack, Optional.empty());
        image = Planner.plan(new PlanRequest(
                                MatrixReader.parse(
                                        "matrix.yml",
                                        "platforms: [linux/amd64]\nrules: [{backend: x, services: [tool]}]\n"),
                                pack,
                                Selection.ALL,
                                Map.of(),
                                "gpustack/runner",
                                "gpustack/runner")
                        .with(lock))
                .orThrow()
                .selected()
                .get(0);
    }

    private Failure notFound(String reference) {
        return steps.failure(
                image, Optional.of("[internal] load metadata for " + reference), reference + ": not found", List.of());
    }

    @Test
    void a_base_that_is_not_there_has_the_line_that_names_it_first() {
        assertThat(notFound("docker.io/library/debian:nope").at()).contains("pack/x/Dockerfile:3");
        assertThat(notFound("docker.io/library/extra:latest").at()).contains("pack/x/Dockerfile:5");
        assertThat(notFound("localhost:5000/team/models:1").at()).contains("pack/x/Dockerfile:6");
        assertThat(steps.at(image, "[linux/arm64 internal] load metadata for docker.io/library/debian:nope"))
                .contains("pack/x/Dockerfile:3");
        assertThat(notFound("docker.io/library/debian:other").at()).isEmpty();
    }

    @Test
    void a_bare_name_may_have_been_meant_for_a_stage_or_a_context() {
        assertThat(notFound("docker.io/library/extra:latest").mend())
                .contains("check the base image's name, tag and platform; if 'extra' is to be a stage, name one so"
                        + " above; if a build context, give -Drunner.context.extra=FOLDER");
        assertThat(notFound("docker.io/library/debian:nope").mend())
                .contains("check the base image's name and tag, and that it has this platform");
    }

    @Test
    void what_the_parser_refuses_has_its_line_and_a_newer_parser_may_know_it() {
        Failure flag = steps.failure(
                image,
                Optional.empty(),
                "failed to solve: dockerfile parse error on line 6: unknown flag: --device",
                List.of());

        assertThat(flag.kind()).isEqualTo(FailureKind.DEFINITION);
        assertThat(flag.at()).contains("pack/x/Dockerfile:6");
        assertThat(flag.mend())
                .contains(
                        "mend the line; or, if this builder's BuildKit is too old for it, name a frontend that knows it"
                                + " in the first line: '# syntax=docker/dockerfile:1'");
        assertThat(steps.failure(
                                image,
                                Optional.empty(),
                                "failed to run Build function: dockerfile parse error on line 4: FROM requires either"
                                        + " one or three arguments",
                                List.of())
                        .at())
                .contains("pack/x/Dockerfile:4");
    }

    @Test
    void a_digest_that_is_pinned_and_gone_is_looked_up_anew() throws IOException {
        String digest = "sha256:" + "1".repeat(64);
        plan(BasesLock.read(
                Files.writeString(root.resolve("bases.lock"), "debian:nope:\n  linux/amd64: " + digest + "\n"),
                "bases.lock"));
        Failure gone = steps.failure(
                image,
                Optional.of("[context debian:nope] load metadata for docker.io/library/debian:nope@" + digest),
                "docker.io/library/debian:nope@" + digest + ": not found",
                List.of());

        assertThat(gone.at()).contains("pack/x/Dockerfile:3");
        assertThat(gone.mend())
                .contains("bases.lock pins it to this digest; 'mvn runner:bases' finds the one that it has now");
    }

    @Test
    void a_frontend_that_is_not_there_has_the_line_that_names_it() throws IOException {
        write("# syntax=docker/dockerfile:9.99\nARG X_VERSION=1\nARG TOOL_VERSION=1\nFROM debian:nope AS tool\n");
        Failure gone = steps.failure(
                image,
                Optional.of("resolve image config for docker-image://docker.io/docker/dockerfile:9.99"),
                "docker.io/docker/dockerfile:9.99: not found",
                List.of());

        assertThat(gone.at()).contains("pack/x/Dockerfile:1");
        assertThat(gone.mend()).contains("check the name and tag of the frontend that '# syntax=' names");
    }

    @Test
    void a_frontend_that_is_named_may_be_too_old() throws IOException {
        write("# syntax=docker/dockerfile:1.4\nARG X_VERSION=1\nARG TOOL_VERSION=1\nFROM debian:nope AS tool\n");

        assertThat(steps.failure(
                                image,
                                Optional.empty(),
                                "dockerfile parse error on line 4: unknown instruction: FRO",
                                List.of())
                        .mend())
                .hasValueSatisfying(mend ->
                        assertThat(mend).endsWith("name a newer frontend than 'docker/dockerfile:1.4' in line 1"));
    }

    @Test
    void a_step_of_a_stage_has_its_line() {
        assertThat(steps.at(image, "[tool 2/2] RUN --mount=from=localhost:5000/team/models:1,target=/m true"))
                .contains("pack/x/Dockerfile:6");
    }

    @Test
    void a_step_that_buildkit_names_after_a_stage_of_another_dockerfile_is_told_as_ones_own() {
        Failure failure = steps.failure(
                image,
                Optional.of("[other 2/2] RUN --mount=from=localhost:5000/team/models:1,target=/m true"),
                "process \"/bin/sh -c true\" did not complete successfully: exit code: 1",
                List.of());

        assertThat(failure.step()).contains("[tool 2/2] RUN --mount=from=localhost:5000/team/models:1,target=/m true");
        assertThat(failure.at()).contains("pack/x/Dockerfile:6");
    }

    @Test
    void a_registry_that_speaks_clear_text_is_said_to_be_told_to_the_builder() {
        assertThat(steps.failure(
                                image,
                                Optional.of("exporting to image"),
                                "failed to do request: tls: first record does not look like a TLS handshake",
                                List.of())
                        .mend()
                        .orElseThrow())
                .contains("insecure-registries", "http = true");
    }
}
