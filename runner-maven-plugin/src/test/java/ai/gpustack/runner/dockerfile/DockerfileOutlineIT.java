package ai.gpustack.runner.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.it.NeedsEngine;
import ai.gpustack.runner.it.Refusal;
import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.process.Output;
import ai.gpustack.runner.process.Programs;
import ai.gpustack.runner.source.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Compares how the corpus is read with how BuildKit reads it ({@code docker buildx build --call=outline}). */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@NeedsEngine
class DockerfileOutlineIT {

    /** A stage appended to a file, whose outline shows the value of every global argument. */
    private static final String PROBE = "outline-probe";

    /** Files that BuildKit accepts and we don't, on purpose: see design.md §5 on trailing comments. */
    private static final Set<String> STRICTER = Set.of("argument-trailing-comment-with-equals");

    private final JsonMapper json = JsonMapper.builder().build();
    private final Programs programs = new Programs();

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> every_global_argument_has_the_value_that_buildkit_gives_it() {
        return Corpus.all().stream()
                .filter(entry -> isSound(probed(entry)))
                .map(entry -> DynamicTest.dynamicTest(entry.name(), () -> compareGlobals(entry)));
    }

    @TestFactory
    Stream<DynamicTest> every_target_needs_the_arguments_that_buildkit_lists_or_fails_as_it_does_there() {
        return Corpus.all().stream()
                .filter(entry -> !STRICTER.contains(entry.name()))
                .flatMap(entry -> targets(entry.parsed()).stream()
                        .map(target -> DynamicTest.dynamicTest(
                                entry.name() + " " + target, () -> compareTarget(entry, target))));
    }

    private static boolean isSound(Dockerfile dockerfile) {
        return noErrors(dockerfile.problems())
                && noErrors(dockerfile.values(Map.of()).problems())
                && dockerfile.stage(PROBE).isPresent();
    }

    private static boolean noErrors(Collection<Problem> problems) {
        return problems.stream().noneMatch(Problem::isError);
    }

    private static List<String> targets(Dockerfile dockerfile) {
        var targets = new ArrayList<>(dockerfile.stageNames());
        targets.add("no-such-stage");
        return targets;
    }

    private static String probe(Corpus entry) {
        var probe = new StringBuilder(entry.text()).append("\nFROM scratch AS " + PROBE + "\n");
        entry.parsed()
                .globals()
                .forEach(
                        argument -> probe.append("ARG ").append(argument.name()).append('\n'));
        return probe.toString();
    }

    private static Dockerfile probed(Corpus entry) {
        return Dockerfile.parse("Dockerfile", probe(entry));
    }

    private void compareGlobals(Corpus entry) throws IOException {
        Dockerfile dockerfile = probed(entry);
        ArgumentValues values = dockerfile.values(entry.givenOnAmd64());
        var expected = new TreeMap<String, String>();
        dockerfile
                .globals()
                .forEach(argument -> expected.put(
                        argument.name(), values.global(argument.name()).orElse("")));
        var actual = outline(entry, probe(entry), PROBE);
        // A broken FROM of another stage fails every target.
        boolean sound = noErrors(dockerfile.closure(PROBE, values).orElseThrow().problems());
        assertThat(actual.isPresent()).isEqualTo(sound);
        actual.ifPresent(shown -> assertThat(shown).isEqualTo(expected));
    }

    private void compareTarget(Corpus entry, String target) throws IOException {
        Dockerfile dockerfile = entry.parsed();
        ArgumentValues values = dockerfile.values(entry.givenOnAmd64());
        Optional<Closure> closure = dockerfile.closure(target, values);
        boolean builds = noErrors(dockerfile.problems())
                && closure.filter(c -> noErrors(c.problems())).isPresent();
        Optional<Map<String, String>> actual = outline(entry, entry.text(), target);
        assertThat(actual.isPresent())
                .as("ours: %s", closure.map(Closure::problems).orElse(dockerfile.problems()))
                .isEqualTo(builds);
        actual.ifPresent(shown -> assertThat(withoutTrailingComments(dockerfile, shown.keySet()))
                .isEqualTo(listed(closure.orElseThrow())));
    }

    /** BuildKit takes the words of a trailing comment as names; they are read as a comment here. */
    private static Set<String> withoutTrailingComments(Dockerfile dockerfile, Set<String> names) {
        var comments = new HashSet<String>(Set.of("#"));
        var all = new ArrayList<>(dockerfile.globals());
        dockerfile.stages().forEach(stage -> all.addAll(stage.arguments()));
        all.forEach(argument -> argument.trailing()
                .ifPresent(text -> comments.addAll(List.of(text.value().split("\\s+")))));
        var rest = new TreeSet<>(names);
        rest.removeIf(name -> comments.contains(name) || name.startsWith("#"));
        return rest;
    }

    /** What an outline lists: the arguments in use, those that their defaults use, without what BuildKit sets by itself. */
    private static Set<String> listed(Closure closure) {
        Dockerfile dockerfile = closure.dockerfile();
        var open = new ArrayList<String>(closure.argumentsInUse());
        var seen = new TreeSet<String>();
        while (!open.isEmpty()) {
            String name = open.remove(0);
            if (seen.add(name) && closure.values().given(name).isEmpty()) {
                dockerfile.global(name).flatMap(Argument::defaultValue).ifPresent(text -> {
                    var expansion = Expansion.expand(text, closure.values()::global, dockerfile.escape());
                    open.addAll(expansion.used());
                });
            }
        }
        seen.removeIf(name -> ArgumentValues.PLATFORM_ARGUMENTS.contains(name)
                && dockerfile.global(name).isEmpty()
                && closure.stages().stream()
                        .flatMap(stage -> stage.arguments().stream())
                        .noneMatch(argument -> argument.name().equals(name)
                                && argument.defaultValue().isPresent()));
        return seen;
    }

    /** The arguments and values of a target's outline; empty if BuildKit refuses the file or the target. */
    private Optional<Map<String, String>> outline(Corpus entry, String text, String target) throws IOException {
        // Another frontend can't be fetched where there is no hub; the engine's own reads the file.
        String own = text.replaceFirst("(?m)^# syntax=.*\\R", "");
        Path file = Files.writeString(Files.createTempFile(folder, entry.name(), ".Dockerfile"), own);
        Path context = Files.createDirectories(folder.resolve("context"));
        var arguments = new ArrayList<>(List.of("docker", "buildx", "build", "--call=outline,format=json"));
        arguments.addAll(List.of("--platform", "linux/amd64", "--target", target, "-f", file.toString()));
        entry.given().forEach((name, value) -> arguments.addAll(List.of("--build-arg", name + "=" + value)));
        arguments.add(context.toString());
        Output output = programs.capture(Command.of(arguments).within(Duration.ofMinutes(2)));
        if (!output.succeeded()) {
            // Only what BuildKit says about the file counts, not a broken engine.
            Refusal.isSaidBy(output);
            return Optional.empty();
        }
        var shown = new TreeMap<String, String>();
        JsonNode args = json.readTree(output.out()).path("args");
        args.forEach(
                arg -> shown.put(arg.path("name").asString(), arg.path("value").asString("")));
        return Optional.of(shown);
    }
}
