package ai.gpustack.runner.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What can be known of the files of docs/ci without running them; CiFilesIT runs them. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CiFilesTest {

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Checkout.ROOT.resolve("docs/ci"))) {
            return files.sorted().toList();
        }
    }

    /** The Maven lines of a file's scripts. */
    private static List<String> commands(Path file) {
        var commands = new ArrayList<String>();
        collect(new Load(LoadSettings.builder().build()).loadFromString(Checkout.text(file)), commands);
        return commands;
    }

    private static void collect(Object node, List<String> commands) {
        if (node instanceof Map<?, ?> map) {
            map.values().forEach(value -> collect(value, commands));
        } else if (node instanceof List<?> list) {
            list.forEach(value -> collect(value, commands));
        } else if (node instanceof String text) {
            // What it leaves to a later line to judge is no part of Maven's own line.
            text.lines()
                    .filter(MavenCommand::is)
                    .map(line -> line.replaceFirst(" \\|\\| true$", ""))
                    .forEach(commands::add);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void every_maven_line_gives_goals_and_properties_that_exist(Path file) {
        assertThat(commands(file)).isNotEmpty().allSatisfy(line -> {
            MavenCommand command = MavenCommand.of(line);
            assertThat(Goals.all().keySet()).containsAll(command.runnerGoals());
            if (!command.runnerGoals().isEmpty()) {
                assertThat(command.properties())
                        .allSatisfy(property -> assertThat(command.runnerGoals())
                                .anyMatch(goal ->
                                        Goals.all().get(goal).properties().contains(property)));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("files")
    void the_plugin_is_installed_by_the_line_that_the_readme_has(Path file) {
        String install = "mvn install -Dmaven.test.skip -Dinvoker.skip";
        assertThat(Checkout.text("README.md")).contains("\n" + install + "\n");

        assertThat(commands(file).stream().filter(line -> line.contains(" install ")))
                .isNotEmpty()
                .allMatch(line -> line.replace(" -B -ntp", "").equals(install));
    }

    @Test
    void the_pages_show_no_line_that_the_files_do_not_have() throws IOException {
        List<String> all =
                files().stream().flatMap(file -> commands(file).stream()).toList();

        assertThat(Stream.of("docs/ci.md", "docs/report.md")
                        .flatMap(page -> Markdown.of(Checkout.text(page)).blocks().stream())
                        .filter(block -> block.mark().equals("run by CiFilesIT"))
                        .flatMap(block -> block.text().lines())
                        .map(line -> line.replaceFirst("^mvn ", "mvn -B -ntp ")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(all).contains(line));
    }

    @Test
    void both_systems_build_test_and_release_by_the_same_lines() throws IOException {
        List<String> github = commands(Checkout.ROOT.resolve("docs/ci/github.yml"));
        List<String> gitlab = files().stream()
                .filter(file -> file.getFileName().toString().startsWith("gitlab"))
                .flatMap(file -> commands(file).stream())
                .toList();

        assertThat(lines(github)).containsExactlyInAnyOrderElementsOf(lines(gitlab));
    }

    /** Without what each system has of its own. */
    private static List<String> lines(List<String> commands) {
        return commands.stream()
                .filter(line -> !line.contains("runner:plan") && !line.contains(" install "))
                .map(line -> line.replace("$RUNNER_TAGS", "$TAGS"))
                .toList();
    }
}
