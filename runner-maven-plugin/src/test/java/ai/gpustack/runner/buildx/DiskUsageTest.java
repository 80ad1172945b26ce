package ai.gpustack.runner.buildx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DiskUsageTest {

    @ParameterizedTest
    @CsvSource({"0B, 0", "517.2MB, 517200000", "1.5TB, 1500000000000", "12kB, 12000"})
    void what_may_be_given_up_is_read_with_its_unit(String printed, long bytes) {
        String text = "ID\tRECLAIMABLE\tSIZE\nabc*  true  3GB*\nShared:\t\t389.3MB\nReclaimable:\t" + printed
                + "\nTotal:\t\t600MB\n";

        assertThat(DiskUsage.reclaimable(text)).hasValue(bytes);
    }

    @Test
    void a_text_that_says_nothing_of_it_tells_nothing() {
        assertThat(DiskUsage.reclaimable("Total: 3GB\n")).isEmpty();
        assertThat(DiskUsage.reclaimable("Reclaimable: much\n")).isEmpty();
    }
}
