package ai.gpustack.runner.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CommandTest {

    @Test
    void what_is_shown_can_be_pasted_into_a_shell_and_means_the_same() {
        var awkward = List.of("printf", "%s\\n", "a b", "it's", "$(id)", "`id`", ";", "", "ü", "a=b:c/d.e-f_g@h,i+j%k");
        String shown = Command.of(awkward).toString();

        Output output = new Programs().capture(Command.of("sh", "-c", shown));

        assertThat(output.out().lines()).containsExactlyElementsOf(awkward.subList(2, awkward.size()));
    }

    @Test
    void plain_arguments_are_shown_plainly() {
        assertThat(Command.of("docker", "buildx", "bake", "--jobs", "defer-error,parallel=4"))
                .hasToString("docker buildx bake --jobs defer-error,parallel=4");
    }
}
