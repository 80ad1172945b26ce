package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class VersionOrderTest {

    @Test
    void versions_are_ordered_as_people_order_them() {
        List<String> ordered = List.of(
                "0.9", "0.9.2", "0.10.0.dev3", "0.10.0rc1", "0.10.0rc2", "0.10.0", "0.10.0.1", "1.0", "20250101");
        var mixed = new ArrayList<>(ordered);
        Collections.shuffle(mixed, new Random(20261125));

        mixed.sort(VersionOrder.INSTANCE);

        assertThat(mixed).isEqualTo(ordered);
    }

    @Test
    void the_order_is_one() {
        var random = new Random(20261125);
        for (int i = 0; i < 10_000; i++) {
            String a = version(random);
            String b = version(random);
            String c = version(random);
            int ab = Integer.signum(VersionOrder.INSTANCE.compare(a, b));
            assertThat(Integer.signum(VersionOrder.INSTANCE.compare(b, a))).isEqualTo(-ab);
            if (ab <= 0 && VersionOrder.INSTANCE.compare(b, c) <= 0) {
                assertThat(VersionOrder.INSTANCE.compare(a, c))
                        .as(a + " " + b + " " + c)
                        .isNotPositive();
            }
        }
    }

    private static String version(Random random) {
        var parts = new ArrayList<String>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            parts.add(
                    random.nextInt(3) == 0
                            ? List.of("rc1", "dev", "a").get(random.nextInt(3))
                            : "" + random.nextInt(12));
        }
        return String.join(".", parts);
    }
}
