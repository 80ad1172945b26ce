package ai.gpustack.runner.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@code -Dgolden.update=true} writes the golden files anew; review them like code. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CorpusTest {

    @TestFactory
    Stream<DynamicTest> every_file_is_read_as_its_golden_file_says() {
        return Corpus.all().stream().map(entry -> DynamicTest.dynamicTest(entry.name(), () -> compare(entry)));
    }

    private static void compare(Corpus entry) throws IOException {
        String reading = Reading.of(entry.parsed(), entry.givenOnAmd64());
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(entry.golden(), reading);
        }
        assertThat(reading).isEqualTo(Corpus.read(entry.golden()));
    }

    @Test
    void there_are_at_least_sixty_files() {
        assertThat(Corpus.all()).hasSizeGreaterThanOrEqualTo(60);
    }
}
