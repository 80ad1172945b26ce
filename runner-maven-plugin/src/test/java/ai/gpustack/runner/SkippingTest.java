package ai.gpustack.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** A test that skips itself looks like one that passes: only needs that {@code dev/test} makes sure of may do that. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SkippingTest {

    private static final Path TESTS = Path.of("src/test/java/ai/gpustack/runner");
    private static final Pattern SKIPS =
            Pattern.compile("\\bAssumptions\\b|\\bnew TestAbortedException\\b|@Disabled\\b|@(En|Dis)abledIf\\w*");
    private static final Pattern STARTS_DOCKER =
            Pattern.compile("\\bRealEngine\\b|\\bTestProject\\b|\\bMachine\\.pushImage\\b|\"docker\", *\"buildx\"");

    private static List<Path> files(String ending) throws IOException {
        try (Stream<Path> all = Files.walk(TESTS)) {
            return all.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }

    private static boolean isIn(Pattern pattern, Path file) {
        try {
            return pattern.matcher(Files.readString(file)).find();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void only_what_a_machine_lacks_skips_a_test() throws IOException {
        assertThat(files(".java"))
                .filteredOn(file -> isIn(SKIPS, file))
                .containsExactlyInAnyOrder(TESTS.resolve("it/Need.java"), TESTS.resolve("SkippingTest.java"));
    }

    @Test
    void each_test_on_an_engine_says_that_it_needs_one() throws IOException {
        Pattern says = Pattern.compile("(?m)^@NeedsEngine\\b");
        assertThat(files("IT.java"))
                .filteredOn(file -> isIn(STARTS_DOCKER, file))
                .hasSizeGreaterThan(15)
                .allMatch(file -> isIn(says, file));
    }
}
