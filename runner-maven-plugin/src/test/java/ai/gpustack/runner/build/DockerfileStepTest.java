package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.dockerfile.Dockerfile;
import ai.gpustack.runner.dockerfile.Stage;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DockerfileStepTest {

    private static final Dockerfile DOCKERFILE = Dockerfile.parse("Dockerfile", """
            # a comment
            FROM debian AS runtime
            ARG X
            WORKDIR /x
            RUN <<EOT
            echo one
            EOT
            COPY a /a

            FROM runtime AS vllm
            ENV A=1
            RUN false
            FROM scratch
            ADD b /b
            """);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[runtime 1/4] FROM docker.io/library/debian@sha256:1 | 2",
                "[runtime 2/4] WORKDIR /x | 4",
                "[runtime 3/4] RUN <<EOT (echo one...) | 5",
                "[linux/amd64 runtime 4/4] COPY a /a | 8",
                "[vllm 1/1] RUN false | 12",
                "[stage-2 1/1] ADD b /b | 14",
                "[vllm 2/2] RUN false | 12",
            })
    void a_step_is_found_by_its_stage_and_number(String step, int line) {
        assertThat(DockerfileStep.of(step).flatMap(named -> named.line(DOCKERFILE, DOCKERFILE.stages())))
                .contains(line);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[1/2] FROM docker.io/library/debian | 1", "[2/2] RUN false | 3", "[ 2/2] RUN false | 3"})
    void a_step_of_the_only_stage_is_found_by_its_number(String step, int line) {
        Dockerfile only = Dockerfile.parse("Dockerfile", "FROM debian AS tool\nENV A=1\nRUN false\n");
        assertThat(DockerfileStep.of(step).flatMap(named -> named.line(only, only.stages())))
                .contains(line);
    }

    @ParameterizedTest
    @CsvSource({"exporting to image", "[internal] load build context", "[nope 1/1] RUN x", "[vllm 9/9] RUN x"})
    void what_is_no_step_of_the_Dockerfile_has_no_line(String step) {
        assertThat(DockerfileStep.of(step).flatMap(named -> named.line(DOCKERFILE, DOCKERFILE.stages())))
                .isEmpty();
    }

    @Test
    void a_step_that_two_stages_have_alike_is_found_in_the_one_that_is_needed() {
        Dockerfile alike = Dockerfile.parse("Dockerfile", """
                FROM debian AS a
                RUN false

                FROM debian AS b
                RUN false
                FROM debian AS c
                RUN true
                """);
        DockerfileStep step = DockerfileStep.of("[a 2/2] RUN false").orElseThrow();

        assertThat(step.line(alike, List.of(alike.stage("b").orElseThrow()))).contains(5);
        assertThat(step.line(alike, List.of(alike.stage("a").orElseThrow()))).contains(2);
        assertThat(step.line(alike, List.of(alike.stage("c").orElseThrow()))).contains(2);
    }

    @Test
    void a_step_that_is_named_after_another_dockerfiles_stage_is_found_by_what_it_is() {
        List<Stage> needed = DOCKERFILE.stages();

        assertThat(DockerfileStep.of("[other 1/1] RUN false").flatMap(step -> step.line(DOCKERFILE, needed)))
                .contains(12);
        assertThat(DockerfileStep.of("[other 2/2] RUN false")
                        .flatMap(step -> step.own(DOCKERFILE, needed).map(place -> step.nameIn(place.stage()))))
                .contains("[vllm 2/2] RUN false");
        assertThat(DockerfileStep.of("[other 1/1] RUN true").flatMap(step -> step.line(DOCKERFILE, needed)))
                .isEmpty();
        assertThat(DockerfileStep.of("[other 3/4] RUN <<EOT (echo one...)")
                        .flatMap(step -> step.line(DOCKERFILE, needed)))
                .contains(5);
    }

    /** Each Dockerfile has a stage of that name. */
    @Test
    void a_step_of_a_longer_stage_of_the_same_name_is_found_by_what_it_is() {
        assertThat(DockerfileStep.of("[runtime 2/9] WORKDIR /x")
                        .flatMap(step -> step.line(DOCKERFILE, DOCKERFILE.stages())))
                .contains(4);
        assertThat(DockerfileStep.of("[runtime 2/9] WORKDIR /y")
                        .flatMap(step -> step.line(DOCKERFILE, DOCKERFILE.stages())))
                .isEmpty();
    }
}
