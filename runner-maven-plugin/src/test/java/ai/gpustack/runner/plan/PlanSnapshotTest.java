package ai.gpustack.runner.plan;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.gpustack.runner.source.InvalidInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PlanSnapshotTest {

    private static final String MEND = "; write one with 'mvn runner:plan -Drunner.format=json -Drunner.planFile=FILE'";

    @TempDir
    private Path folder;

    private void isNoPlan(byte[] content, String says) throws IOException {
        Path file = Files.write(folder.resolve("plan.json"), content);
        assertThatThrownBy(() -> PlanSnapshot.read(file))
                .isInstanceOf(InvalidInput.class)
                .hasMessage(file + says + MEND);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'rules: []' | :1:1: error: is no plan: this isn't JSON",
                "'{\"images\": [' | :1:13: error: is no plan: it ends in the middle",
                "'' | ': error: is no plan: it has another form than this plugin writes'",
                "[] | ': error: is no plan: it has another form than this plugin writes'",
                "{} | ': error: is no plan: it has another form than this plugin writes'",
                "'{\"schemaVersion\": 2, \"images\": []}' | ': error: is no plan: it has another form than this plugin writes'",
                "'{\"schemaVersion\": 1, \"images\": 5}' | ': error: is no plan: it has another form than this plugin writes'",
                "'{\"schemaVersion\": 1, \"images\": [{\"platformImages\": [{\"selected\": true}]}]}' | "
                        + "': error: is no plan: it has another form than this plugin writes'",
                "'{\"schemaVersion\": 1, \"images\": [{\"platformImages\": [{\"selected\": true, \"reference\": \"a/b:c\", \"inputs\": {\"args\": 5}}]}]}' | "
                        + "': error: is no plan: ''args'' isn''t what a plan has there'",
            })
    void what_is_no_plan_is_told_in_words_of_the_file(String content, String says) throws IOException {
        isNoPlan(content.getBytes(StandardCharsets.UTF_8), says);
    }

    @Test
    void what_is_no_text_is_no_plan() throws IOException {
        isNoPlan(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}, ":1:5: error: is no plan: this isn't JSON");
    }
}
