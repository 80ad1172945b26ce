package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OverdueTest {

    private static final Duration LIMIT = Duration.ofMinutes(10);
    private long now = -5; // any time: nanoTime's has no meaning by itself

    private Overdue of(int targets, int parallel) {
        return new Overdue(targets, Optional.of(LIMIT), parallel, () -> now);
    }

    private void passes(Duration time) {
        now += time.toNanos() + 1;
    }

    @Test
    void nothing_ends_a_bake_in_which_nothing_hangs() {
        Overdue bake = of(1, 4);
        passes(LIMIT);
        assertThat(bake.endsBake()).isFalse();
        bake.runs("a", "step");

        assertThat(bake.endsBake()).isFalse();
        assertThat(bake.hasEndedBake()).isFalse();
    }

    @Test
    void a_healthy_neighbour_is_waited_for() {
        Overdue bake = of(2, 4);
        bake.runs("a", "step");
        passes(LIMIT);
        bake.runs("b", "step");

        assertThat(bake.endsBake()).isFalse();
        bake.exported("b");
        bake.ended("b", "step");

        assertThat(bake.endsBake()).isTrue();
        assertThat(bake.hung("a")).isTrue();
        assertThat(bake.hung("b")).isFalse();
    }

    @Test
    void what_can_still_begin_beside_those_that_hang_is_waited_for() {
        Overdue bake = of(6, 2);
        bake.runs("a", "step");
        passes(LIMIT);

        assertThat(bake.endsBake()).isFalse();
    }

    @Test
    void a_bake_is_ended_once() {
        Overdue bake = of(1, 4);
        bake.runs("a", "step");
        passes(LIMIT);

        assertThat(bake.endsBake()).isTrue();
        assertThat(bake.endsBake()).isFalse();
        assertThat(bake.hasEndedBake()).isTrue();
    }

    @Test
    void a_bake_whose_every_place_is_taken_by_one_that_hangs_is_ended() {
        Overdue bake = of(7, 2);
        bake.runs("a", "step");
        bake.runs("b", "step");
        passes(LIMIT);

        assertThat(bake.endsBake()).isTrue();
    }

    @Test
    void one_that_nothing_runs_for_takes_no_place() {
        Overdue bake = of(7, 2);
        bake.runs("a", "step");
        bake.runs("b", "load build definition");
        bake.ended("b", "load build definition");
        passes(LIMIT);
        bake.runs("c", "step");
        bake.exported("c");
        bake.ended("c", "step");

        assertThat(bake.endsBake()).isFalse();
    }

    /** What a parser refuses fails no step, and bake tells it at its end, for which it takes its time. */
    @Test
    void what_may_have_failed_without_a_step_is_waited_for_as_long_as_anything_is_heard() {
        Overdue bake = of(2, 4);
        bake.runs("a", "load build definition");
        bake.ended("a", "load build definition");
        passes(LIMIT);
        bake.runs("b", "step");
        bake.ended("b", "step");
        bake.exported("b");

        assertThat(bake.endsBake()).isFalse();
        passes(Overdue.SILENCE.minusSeconds(1));
        bake.heard();
        passes(Overdue.SILENCE.minusSeconds(1));
        assertThat(bake.endsBake()).isFalse();
        passes(Duration.ofSeconds(1));
        assertThat(bake.endsBake()).isTrue();
        assertThat(bake.hung("a")).isTrue();
    }

    /** What waits for a place of the builder's own has no step that runs. */
    @Test
    void a_bake_whose_places_are_taken_is_ended_when_none_has_begun_for_long() {
        Overdue bake = of(3, 2);
        bake.runs("a", "step");
        bake.runs("b", "load build definition");
        bake.ended("b", "load build definition");
        passes(LIMIT);

        assertThat(bake.endsBake()).isTrue();
        assertThat(bake.hung("a")).isTrue();
        assertThat(bake.hung("b")).isFalse();
    }

    @Test
    void what_still_runs_of_one_that_failed_is_ended_when_nothing_is_heard() {
        Overdue bake = of(1, 2);
        bake.runs("a", "step");
        bake.runs("a", "another");
        bake.failed("a");
        passes(LIMIT.minusSeconds(1));
        bake.heard();
        passes(Duration.ofSeconds(2));

        assertThat(bake.endsBake()).isFalse();
        passes(Overdue.SILENCE);
        assertThat(bake.endsBake()).isTrue();
    }

    @Test
    void one_that_failed_is_not_waited_for_where_another_hangs() {
        Overdue bake = of(2, 2);
        bake.runs("a", "step");
        passes(LIMIT.minusMinutes(2));
        bake.runs("b", "step");
        bake.failed("b");
        passes(Duration.ofMinutes(2));

        assertThat(bake.endsBake()).isTrue();
        assertThat(bake.hung("a")).isTrue();
    }

    @Test
    void a_bake_that_is_over_is_not_ended() {
        Overdue bake = of(1, 4);
        bake.runs("a", "step");
        passes(LIMIT);
        bake.isOver();

        assertThat(bake.endsBake()).isFalse();
    }

    @Test
    void one_that_is_where_it_belongs_may_hang_in_what_it_still_does_and_one_that_failed_can_not() {
        Overdue bake = of(2, 4);
        bake.runs("a", "push");
        bake.exported("a");
        bake.ended("a", "push");
        bake.runs("a", "cache");
        bake.runs("b", "step");
        bake.failed("b");
        passes(LIMIT);
        bake.heard();

        assertThat(bake.endsBake()).isTrue();
        bake.ended("a", "cache");
        assertThat(bake.runningLast("a")).contains("cache");
        assertThat(bake.hung("b")).isFalse();
        assertThat(bake.hasFailed("b")).isTrue();
    }

    @Test
    void without_a_limit_nothing_is_late() {
        Overdue bake = new Overdue(1, Optional.empty(), 4, () -> now);
        bake.runs("a", "step");
        passes(Duration.ofDays(99));

        assertThat(bake.endsBake()).isFalse();
    }
}
