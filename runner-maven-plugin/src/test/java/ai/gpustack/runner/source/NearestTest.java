package ai.gpustack.runner.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class NearestTest {

    private static final List<String> BACKENDS = List.of("cann", "corex", "cpu", "cuda", "rocm");

    @Test
    void a_slip_of_the_finger_is_recognised() {
        assertThat(Nearest.mend("cudaa", BACKENDS))
                .isEqualTo("did you mean 'cuda'? known: cann, corex, cpu, cuda, rocm");
    }

    @Test
    void a_word_far_from_all_names_gets_no_suggestion() {
        assertThat(Nearest.mend("tensorflow", BACKENDS)).isEqualTo("known: cann, corex, cpu, cuda, rocm");
    }

    @Test
    void case_does_not_matter() {
        assertThat(Nearest.to("ROCM", BACKENDS)).contains("rocm");
    }

    @Test
    void without_any_names_it_says_that_there_are_none() {
        assertThat(Nearest.mend("cuda", List.of())).isEqualTo("there are none");
    }
}
