package ai.gpustack.runner.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.gpustack.runner.matrix.Matrix;
import ai.gpustack.runner.matrix.MatrixReader;
import ai.gpustack.runner.source.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Holds docs/schema/matrix.json and the reader together, over the files of src/test/resources/matrix. A file that the reader
 * refuses ends with a comment for each problem that it must report; {@code -Dgolden.update=true} writes them anew.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MatrixSchemaTest {

    private static final DocumentedSchema SCHEMA = DocumentedSchema.named("matrix");

    static Stream<Arguments> valid() {
        return files("valid");
    }

    static Stream<Arguments> invalid() {
        return files("invalid");
    }

    static Stream<Arguments> invalidForTheReaderOnly() {
        return files("invalid-for-the-reader-only");
    }

    static Stream<Arguments> validForTheReaderOnly() {
        return files("valid-for-the-reader-only");
    }

    static Stream<Arguments> noYaml() {
        return files("no-yaml");
    }

    private static Stream<Arguments> files(String folder) {
        return Checkout.resources("matrix/" + folder).stream()
                .map(file -> Arguments.of(file.getFileName().toString(), file));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("valid")
    void both_accept_it(String name, Path file) {
        assertThat(read(file)).as("reader").isEmpty();
        assertThat(SCHEMA.problems(TypedYaml.of(Checkout.text(file))))
                .as("schema")
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalid")
    void both_refuse_it_and_the_reader_says_why(String name, Path file) {
        assertThat(read(file)).as("reader").isNotEmpty().isEqualTo(golden(file));
        assertThat(SCHEMA.problems(TypedYaml.of(Checkout.text(file))))
                .as("schema")
                .isNotEmpty();
    }

    /** Uniqueness and references by text, and what the text of a number or of a truth value is, are out of a schema's reach. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("invalidForTheReaderOnly")
    void only_the_reader_can_refuse_it(String name, Path file) {
        assertThat(read(file)).as("reader").isNotEmpty().isEqualTo(golden(file));
        assertThat(SCHEMA.problems(TypedYaml.of(Checkout.text(file))))
                .as("schema")
                .isEmpty();
    }

    /** Names that YAML takes for another type. The schema wants them in quotes, or a forgotten value would pass for a name. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("validForTheReaderOnly")
    void the_schema_wants_quotes_where_the_reader_takes_the_text(String name, Path file) {
        assertThat(read(file)).as("reader").isEmpty();
        assertThat(SCHEMA.problems(TypedYaml.of(Checkout.text(file))))
                .as("schema")
                .isNotEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noYaml")
    void what_is_no_yaml_never_reaches_the_schema_and_the_reader_says_where(String name, Path file) {
        assertThat(read(file)).as("reader").isNotEmpty().isEqualTo(golden(file));
        assertThatThrownBy(() -> TypedYaml.of(Checkout.text(file))).isInstanceOf(YamlEngineException.class);
    }

    @Test
    void what_only_the_reader_sees_is_this_and_nothing_else() {
        assertThat(invalidForTheReaderOnly().map(arguments -> arguments.get()[0]))
                .containsExactly(
                        "argument-twice-in-the-list-form.yml",
                        "default-for-a-backend-that-no-rule-has.yml",
                        "enabled-with-a-capital.yml",
                        "excluded-argument-that-the-rule-does-not-have.yml",
                        "excluded-value-that-never-occurs.yml",
                        "revision-in-hexadecimal.yml",
                        "revision-with-a-fraction-of-zero.yml",
                        "runner-for-a-backend-that-no-rule-has.yml",
                        "value-twice-in-an-axis.yml");
    }

    @Test
    void the_matrix_of_this_repository_is_valid_for_both_and_names_the_schema_for_editors() {
        String text = Checkout.text("matrix.yml");

        assertThat(MatrixReader.parse("matrix.yml", text).problems()).isEmpty();
        assertThat(SCHEMA.problems(TypedYaml.of(text))).isEmpty();
        assertThat(text.lines().findFirst()).contains("# yaml-language-server: $schema=docs/schema/matrix.json");
    }

    private static List<String> read(Path file) {
        Matrix matrix = MatrixReader.parse("matrix.yml", Checkout.text(file));
        return matrix.problems().stream().map(Problem::toString).toList();
    }

    private static List<String> golden(Path file) {
        List<String> lines = Checkout.text(file).lines().toList();
        if (Boolean.getBoolean("golden.update")) {
            Stream<String> content = lines.stream().filter(line -> !line.startsWith("# matrix.yml"));
            Stream<String> problems = read(file).stream().map(problem -> "# " + problem);
            Checkout.write(file, Stream.concat(content, problems).toList());
        }
        return Checkout.text(file)
                .lines()
                .filter(line -> line.startsWith("# matrix.yml"))
                .map(line -> line.substring(2))
                .toList();
    }
}
