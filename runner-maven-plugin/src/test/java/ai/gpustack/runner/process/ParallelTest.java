package ai.gpustack.runner.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ParallelTest {

    private static final List<Integer> ITEMS = IntStream.range(0, 100).boxed().toList();

    @Test
    void results_are_in_the_items_order() {
        assertThat(Parallel.map(ITEMS, 8, i -> i * 2))
                .isEqualTo(ITEMS.stream().map(i -> i * 2).toList());
    }

    @Test
    void no_more_is_worked_on_at_a_time_than_is_allowed() {
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        Parallel.map(ITEMS, 3, i -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            Thread.yield();
            return now.decrementAndGet();
        });
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void one_failure_does_not_keep_the_others_from_ending() {
        var ended = new ConcurrentLinkedQueue<Integer>();
        assertThatThrownBy(() -> Parallel.map(ITEMS, 2, i -> {
                    if (i == 0) {
                        throw new IllegalArgumentException("the first");
                    }
                    ended.add(i);
                    return i;
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the first");
        assertThat(ended).hasSize(99);
    }
}
