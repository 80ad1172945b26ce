package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OverdueTest {

    @Test
    void nothing_ends_a_bake_in_which_nothing_hangs() {
        assertThat(Overdue.endsBake(Set.of(), Set.of("a"), 0, 4)).isFalse();
        assertThat(Overdue.endsBake(Set.of(), Set.of(), 0, 4)).isFalse();
    }

    @Test
    void a_healthy_neighbour_is_waited_for() {
        assertThat(Overdue.endsBake(Set.of("a"), Set.of("a", "b"), 0, 4)).isFalse();
    }

    @Test
    void what_can_still_begin_beside_those_that_hang_is_waited_for() {
        assertThat(Overdue.endsBake(Set.of("a"), Set.of("a"), 5, 2)).isFalse();
    }

    @Test
    void a_bake_in_which_only_those_that_hang_are_left_is_ended() {
        assertThat(Overdue.endsBake(Set.of("a"), Set.of("a"), 0, 4)).isTrue();
    }

    @Test
    void a_bake_whose_every_place_is_taken_by_one_that_hangs_is_ended() {
        assertThat(Overdue.endsBake(Set.of("a", "b"), Set.of("a", "b"), 5, 2)).isTrue();
    }
}
