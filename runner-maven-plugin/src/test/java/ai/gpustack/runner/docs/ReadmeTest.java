package ai.gpustack.runner.docs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.docs.Markdown.Block;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds README, CONTRIBUTING and the guide pages to what there is: goals, properties, scripts, files, headings. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReadmeTest {

    /** Properties of others that the documents speak of. */
    private static final Set<String> FOREIGN =
            Set.of("maven.test.skip", "test", "invoker.skip", "invoker.test", "golden.update");

    /** The phases that the documents speak of. */
    private static final Set<String> PHASES = Set.of("clean", "test", "verify", "install", "deploy");

    private static final Pattern PROPERTY = Pattern.compile("(?:-D)?(runner\\.[A-Za-z.-]+|-D[A-Za-z.]+)(=.*)?");

    static List<Path> documents() {
        return Checkout.documents();
    }

    private static Markdown markdown(Path document) {
        return Markdown.of(Checkout.text(document.toString()));
    }

    /** What stands in blocks to be copied, line by line. */
    private static Stream<String> lines(Block block) {
        return block.language().equals("console") ? block.text().lines() : Stream.of();
    }

    private static List<String> commands(Path document) {
        Markdown markdown = markdown(document);
        return Stream.concat(markdown.blocks().stream().flatMap(ReadmeTest::lines), markdown.codeSpans().stream())
                .filter(line -> MavenCommand.is(line) || line.startsWith("dev/"))
                .toList();
    }

    @Test
    void the_table_of_goals_is_the_plugins() {
        var goals = new TreeMap<String, String>();
        markdown(Path.of("README.md"))
                .tableBelow("Goals")
                .forEach(row -> goals.put(row.get(0).replace("`", ""), row.get(1)));
        var expected = new TreeMap<String, String>();
        Goals.all().forEach((name, goal) -> expected.put("runner:" + name, goal.phase()));

        assertThat(goals).isEqualTo(expected);
    }

    @Test
    void the_phases_of_the_lifecycle_page_are_those_that_the_goals_are_bound_to() {
        var phases = new TreeMap<String, String>();
        markdown(Path.of("docs/lifecycle.md"))
                .tableBelow("The lifecycle")
                .forEach(row -> phases.put(row.get(1).replace("`", ""), row.get(0)));
        var expected = new TreeMap<String, String>();
        Goals.all().forEach((name, goal) -> {
            if (!goal.phase().isEmpty()) {
                expected.put(name, goal.phase());
            }
        });

        assertThat(phases).isEqualTo(expected);
        String pom = Checkout.text("pack/pom.xml");
        assertThat(expected.keySet()).allSatisfy(goal -> assertThat(pom).contains("<goal>" + goal + "</goal>"));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void every_command_uses_goals_phases_and_scripts_that_exist(Path document) {
        for (String line : commands(document)) {
            if (MavenCommand.is(line)) {
                MavenCommand command = MavenCommand.of(line);
                assertThat(Goals.all().keySet()).as(line).containsAll(command.runnerGoals());
                assertThat(PHASES).as(line).containsAll(command.phases());
                assertThat(command.project()).as(line).isIn("", "pack");
            } else {
                assertThat(Checkout.ROOT.resolve(line.split(" ")[0])).as(line).isExecutable();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void every_command_gives_only_properties_that_its_goals_take(Path document) {
        for (String line : commands(document)) {
            if (!MavenCommand.is(line)) {
                continue;
            }
            MavenCommand command = MavenCommand.of(line);
            for (String property : command.properties()) {
                boolean taken = FOREIGN.contains(property)
                        || hasPrefix(property)
                        || (command.project().equals("pack") ? Goals.properties() : taken(command)).contains(property);
                assertThat(taken).as("%s takes -D%s", line, property).isTrue();
            }
        }
    }

    private static Set<String> taken(MavenCommand command) {
        return command.runnerGoals().stream()
                .map(goal -> Goals.all().get(goal).properties())
                .flatMap(Set::stream)
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void every_property_and_goal_that_is_named_exists(Path document) {
        for (String span : markdown(document).codeSpans()) {
            var property = PROPERTY.matcher(span);
            if (property.matches()) {
                String name = property.group(1).replaceFirst("^-D", "");
                assertThat(FOREIGN.contains(name)
                                || hasPrefix(name)
                                || Goals.properties().contains(name))
                        .as(span)
                        .isTrue();
            }
            if (span.matches("runner:[a-z]+")) {
                assertThat(Goals.all()).as(span).containsKey(span.substring("runner:".length()));
            }
        }
    }

    /** Whether it is a build argument, a secret or a platform's builder: {@code runner.arg.NAME}. */
    private static boolean hasPrefix(String property) {
        return Stream.of(
                        "ARG_PREFIX",
                        "SECRET_PREFIX",
                        "BUILDER_PREFIX",
                        "CONTEXT_PREFIX",
                        "LABEL_PREFIX",
                        "ANNOTATION_PREFIX")
                .map(ReadmeTest::propertyName)
                .anyMatch(property::startsWith);
    }

    private static String propertyName(String constant) {
        try {
            var field = Class.forName("ai.gpustack.runner.mojo.PropertyNames").getDeclaredField(constant);
            field.setAccessible(true);
            return (String) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The comment above a block of commands names a script or a sample project, which has to run what the block says, or a test
     * that reads it from the page and runs it.
     */
    @ParameterizedTest
    @MethodSource("documents")
    void every_block_of_commands_is_run_by_what_it_says(Path document) {
        for (Block block : markdown(document).blocks()) {
            if (!block.language().equals("console")) {
                continue;
            }
            assertThat(block.mark()).as("the comment above\n%s", block.text()).startsWith("run by ");
            String runner = block.mark().substring("run by ".length());
            for (String line : block.text().lines().toList()) {
                if (runner.endsWith("IT")) {
                    assertThat(Checkout.text(
                                    "runner-maven-plugin/src/test/java/ai/gpustack/runner/it/" + runner + ".java"))
                            .contains(document.toString().replace(".md", ""));
                } else if (runner.equals("themselves")) {
                    assertThat(Checkout.ROOT.resolve(line)).isExecutable();
                } else if (runner.startsWith("src/it/")) {
                    assertThat(runs(runner)).as("%s runs: %s", runner, line).anyMatch(run -> covers(run, line));
                } else {
                    assertThat(covers(Path.of(runner), MavenCommand.of(line)))
                            .as("%s runs: %s", runner, line)
                            .isTrue();
                }
            }
        }
    }

    /** The Maven runs of a sample project. */
    private static List<MavenCommand> runs(String project) {
        var properties = new Properties();
        try {
            properties.load(new StringReader(Checkout.text(project + "/invoker.properties")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.stringPropertyNames().stream()
                .filter(name -> name.matches("invoker\\.goals(\\.\\d+)?"))
                .map(name -> MavenCommand.of("mvn " + properties.getProperty(name)))
                .toList();
    }

    /** Whether a sample project's run does at least what a line says; samples are too small to be narrowed down. */
    private static boolean covers(MavenCommand run, String line) {
        MavenCommand command = MavenCommand.of(line);
        var given = new ArrayList<>(command.properties());
        given.removeAll(List.of("backend", "service", "platform", "tag"));
        return run.goals().containsAll(command.goals())
                && run.phases().containsAll(command.phases())
                && run.properties().containsAll(given);
    }

    /** Whether a script runs a line's goals and phases, and gives all its properties to some run. */
    private static boolean covers(Path script, MavenCommand command) {
        String text = Checkout.text(script.toString());
        return command.runnerGoals().stream().allMatch(goal -> text.matches("(?s).*\\bgoal " + goal + "\\b.*"))
                && command.phases().stream()
                        .allMatch(phase -> text.matches("(?s).*\\bmvn [^\\n]*\\b" + phase + "\\b.*"))
                && command.properties().stream().allMatch(property -> text.contains("-D" + property));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void every_link_leads_somewhere(Path document) {
        for (String link : markdown(document).links()) {
            if (link.startsWith("https://")) {
                continue;
            }
            String[] parts = link.split("#", 2);
            Path target = parts[0].isEmpty()
                    ? Checkout.ROOT.resolve(document)
                    : Checkout.ROOT.resolve(document).resolveSibling(parts[0]).normalize();
            assertThat(Files.exists(target)).as("%s: %s", document, link).isTrue();
            if (parts.length == 2) {
                assertThat(Markdown.of(Checkout.text(target)).anchors())
                        .as("%s: %s", document, link)
                        .contains(parts[1]);
            }
        }
    }

    @Test
    void every_guide_page_is_linked_from_the_readme() {
        List<String> links = markdown(Path.of("README.md")).links();

        assertThat(documents().stream().map(Path::toString).filter(page -> page.matches("docs/[^/]+\\.md")))
                .isNotEmpty()
                .allSatisfy(page -> assertThat(links).contains(page));
    }

    @Test
    void a_command_is_read_as_maven_reads_it() {
        MavenCommand command = MavenCommand.of("mvn -f pack deploy runner:plan -Drunner.push=true -Dbackend=a,b");

        assertThat(command.project()).isEqualTo("pack");
        assertThat(command.phases()).containsExactly("deploy");
        assertThat(command.runnerGoals()).containsExactly("plan");
        assertThat(command.properties()).containsExactly("runner.push", "backend");
        assertThat(Goals.all().get("build").properties())
                .contains("runner.push", "backend")
                .doesNotContain("runner.format");
        assertThat(Map.copyOf(Goals.all())).hasSize(10);
    }
}
