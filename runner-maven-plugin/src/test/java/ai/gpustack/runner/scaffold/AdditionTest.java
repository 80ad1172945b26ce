package ai.gpustack.runner.scaffold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Problem;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AdditionTest {

    private static final String RULE =
            "use lower-case letters, digits and '-'; start with a letter, and end with one, as a version follows it in the tag";

    private static List<String> problems(String... options) {
        return catchThrowableOfType(InvalidInput.class, () -> Sample.addition(options)).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    @Test
    void a_backend_and_a_service_are_enough() {
        Addition addition = Sample.addition("backend=x-pu", "service=vllm");
        assertThat(addition.backendVersion()).isEqualTo("X_PU_VERSION");
        assertThat(addition.serviceVersion()).isEqualTo("VLLM_VERSION");
        assertThat(addition.platforms()).isEmpty();
    }

    @Test
    void both_must_be_named() {
        assertThat(problems())
                .containsExactly(
                        "-Dbackend: error: no backend is named; name one, new or not: -Dbackend=NAME",
                        "-Dservice: error: no service is named; a backend has at least one: -Dservice=NAME");
    }

    @Test
    void only_one_of_each_is_added_at_a_time() {
        assertThat(problems("backend=a,b", "service=vllm"))
                .containsExactly("-Dbackend=a,b: error: more than one backend is named; add one at a time");
    }

    @Test
    void a_bad_name_is_an_error_with_a_better_one() {
        assertThat(problems("backend=CUDA", "service=llama2"))
                .containsExactly(
                        "-Dbackend=CUDA: error: 'CUDA' can't name a backend; did you mean 'cuda'? " + RULE,
                        "-Dservice=llama2: error: 'llama2' can't name a service; did you mean 'llama'? " + RULE);
        assertThat(problems("backend=x_pu", "service=../../x"))
                .containsExactly(
                        "-Dbackend=x_pu: error: 'x_pu' can't name a backend; did you mean 'x-pu'? " + RULE,
                        "-Dservice=../../x: error: '../../x' can't name a service; did you mean 'x'? " + RULE);
        assertThat(problems("backend=12", "service=x"))
                .containsExactly("-Dbackend=12: error: '12' can't name a backend; " + RULE);
    }

    @Test
    void a_service_can_have_neither_the_name_of_the_shared_stage_nor_that_of_its_backend() {
        assertThat(problems("backend=cuda", "service=runtime"))
                .containsExactly("-Dservice=runtime: error: the name of the service's stage can't be 'runtime',"
                        + " which means something else already; take another name");
        assertThat(problems("backend=cuda", "service=cuda"))
                .containsExactly("-Dservice=cuda: error: backend and service would share the argument CUDA_VERSION;"
                        + " take another name for one of them");
    }

    @Test
    void a_tag_or_what_is_no_platform_is_an_error() {
        assertThat(problems("backend=cuda", "service=vllm", "platform=linux/amd64,linux", "tag=x"))
                .containsExactly(
                        "-Dtag=x: error: tags aren't chosen, but made of names and versions; leave it out",
                        "-Dplatform=linux: error: 'linux' is no platform; write os/arch[/variant], as linux/amd64 or linux/arm/v7");
    }
}
