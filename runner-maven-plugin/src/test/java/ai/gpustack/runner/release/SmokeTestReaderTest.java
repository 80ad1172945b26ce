package ai.gpustack.runner.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.gpustack.runner.release.SmokeTestFile.Who;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SmokeTestReaderTest {

    private static final String COMMAND = """
            schemaVersion: 2.0.0
            commandTests:
              - name: works
                command: "true"
            """;

    @TempDir
    Path folder;

    private SmokeTestFile read(String text) throws IOException {
        Path file = folder.resolve("llamacpp.test.yml");
        Files.writeString(file, text);
        return SmokeTestReader.read(file, "pack/cpu/llamacpp.test.yml");
    }

    private List<String> problems(String text) {
        return catchThrowableOfType(InvalidInput.class, () -> read(text)).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    private String onlyProblem(String text) {
        assertThat(problems(text)).hasSize(1);
        return problems(text).get(0).replace("pack/cpu/llamacpp.test.yml:", "");
    }

    @Test
    void everything_that_container_structure_test_knows_is_read() throws IOException {
        SmokeTestFile file = read("""
                schemaVersion: "2.0.0"
                globalEnvVars: [{key: LEVEL, value: 010}]
                commandTests:
                  - name: says its version
                    setup: [[touch, /tmp/a], ["rm", "/tmp/a"]]
                    teardown: [[sync]]
                    envVars: [{key: A, value: yes}]
                    command: tool
                    args: [--version, 12.10]
                    expectedOutput: ['^tool \\d+']
                    excludedOutput: [error]
                    expectedError: ['']
                    excludedError: [warn]
                    exitCode: 3
                fileExistenceTests:
                  - {name: there, path: /bin/tool, shouldExist: true, permissions: -rwxr-xr-x, uid: 0, gid: 1000, isExecutableBy: group}
                  - {name: not there, path: $HOME/x, shouldExist: false}
                fileContentTests:
                  - {name: content, path: /etc/x, expectedContents: [a], excludedContents: [b]}
                metadataTest:
                  envVars: [{key: PATH, value: '^/opt', isRegex: true}, {key: HOME, value: /root}]
                  unboundEnvVars: [{key: SECRET}]
                  labels: [{key: l, value: v}]
                  entrypoint: [tini, --]
                  cmd: []
                  exposedPorts: ["8080"]
                  unexposedPorts: [22]
                  volumes: [/data]
                  unmountedVolumes: [/tmp]
                  workdir: /
                  user: runner
                """);

        var command = file.commands().get(0);
        assertThat(file.environment()).isEqualTo(Map.of("LEVEL", "010"));
        assertThat(command.command()).containsExactly("tool", "--version", "12.10");
        assertThat(command.environment()).isEqualTo(Map.of("A", "yes"));
        assertThat(command.setup()).containsExactly(List.of("touch", "/tmp/a"), List.of("rm", "/tmp/a"));
        assertThat(command.teardown()).containsExactly(List.of("sync"));
        assertThat(command.expectedOutput()).extracting(Pattern::pattern).containsExactly("^tool \\d+");
        assertThat(command.exitCode()).isEqualTo(3);
        var existence = file.existences().get(0);
        assertThat(existence.permissions()).contains("-rwxr-xr-x");
        assertThat(existence.uid()).contains(0);
        assertThat(existence.gid()).contains(1000);
        assertThat(existence.executableBy()).contains(Who.GROUP);
        assertThat(file.existences().get(1).shouldExist()).isFalse();
        assertThat(file.contents().get(0).excluded()).hasSize(1);
        var metadata = file.metadata().orElseThrow();
        assertThat(metadata.environment())
                .extracting(value -> value.pattern().isPresent())
                .containsExactly(true, false);
        assertThat(metadata.entrypoint()).contains(List.of("tini", "--"));
        assertThat(metadata.command()).contains(List.of());
        assertThat(metadata.unexposedPorts()).containsExactly("22");
        assertThat(metadata.unboundEnvironment()).containsExactly("SECRET");
        assertThat(metadata.user()).contains("runner");
        assertThat(file.size()).isEqualTo(5);
    }

    @Test
    void a_service_test_is_read_with_its_defaults() throws IOException {
        Files.writeString(folder.resolve("model.py"), "print()");
        SmokeTestFile file = read("""
                schemaVersion: 2.0.0
                serviceTests:
                  - name: answers
                    files: [{source: model.py, target: /smoke/model.py}]
                    env: {THREADS: 2}
                    command: [serve, --port, 8080]
                    port: 8080
                    ready: {path: /health}
                    requests:
                      - {path: /v1/models}
                      - {name: completion, method: post, path: /v1/completions, headers: {Content-Type: application/json},
                         body: '{"a": 1}', status: 201, expectedBody: ['"choices"'], excludedBody: [error], timeout: 1m30s}
                """);

        var service = file.services().get(0);
        assertThat(service.files().get(0).source()).isEqualTo(folder.resolve("model.py"));
        assertThat(service.environment()).isEqualTo(Map.of("THREADS", "2"));
        assertThat(service.command()).containsExactly("serve", "--port", "8080");
        assertThat(service.ready().status()).isEqualTo(200);
        assertThat(service.ready().timeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(service.requests().get(0).name()).isEqualTo("/v1/models");
        assertThat(service.requests().get(0).method()).isEqualTo("GET");
        assertThat(service.requests().get(1).method()).isEqualTo("POST");
        assertThat(service.requests().get(1).timeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(service.requests().get(1).status()).isEqualTo(201);
    }

    @Test
    void anchors_and_merge_keys_are_resolved() throws IOException {
        SmokeTestFile file = read("""
                schemaVersion: 2.0.0
                commandTests:
                  - &one {name: one, command: tool, args: &args [--fast]}
                  - {<<: *one, name: two, args: *args}
                """);

        assertThat(file.commands().get(1).name()).isEqualTo("two");
        assertThat(file.commands().get(1).command()).containsExactly("tool", "--fast");
    }

    @Test
    void all_problems_are_reported_at_once_with_their_places() {
        assertThat(problems("""
                        schemaVersion: 1.0.0
                        comandTests: []
                        commandTests:
                          - name: one
                            comand: tool
                            expectedOutput: ['[a-', fine]
                            exitCode: many
                          - command: tool
                            args: {a: b}
                        fileExistenceTests:
                          - {name: x, path: relative, shouldExist: maybe, isExecutableBy: everybody}
                        """))
                .containsExactly(
                        "pack/cpu/llamacpp.test.yml:1:16: error: schemaVersion is '1.0.0'; write 2.0.0",
                        "pack/cpu/llamacpp.test.yml:2:1: error: unknown key 'comandTests' in this file; did you mean 'commandTests'? known: schemaVersion, globalEnvVars, commandTests, fileExistenceTests, fileContentTests, metadataTest, serviceTests",
                        "pack/cpu/llamacpp.test.yml:4:5: error: a command test has no 'command'; add it",
                        "pack/cpu/llamacpp.test.yml:5:5: error: unknown key 'comand' in a command test; did you mean 'command'? known: name, command, args, setup, teardown, envVars, expectedOutput, excludedOutput, expectedError, excludedError, exitCode",
                        "pack/cpu/llamacpp.test.yml:6:22: error: '[a-' is no regular expression: illegal character range at its character 4; mend it, or put a backslash before a character that is meant literally",
                        "pack/cpu/llamacpp.test.yml:7:15: error: 'exitCode' is 'many'; write a whole number",
                        "pack/cpu/llamacpp.test.yml:8:5: error: a command test has no 'name'; add it",
                        "pack/cpu/llamacpp.test.yml:9:11: error: 'args' is a mapping; write a list",
                        "pack/cpu/llamacpp.test.yml:11:21: error: 'path' is 'relative'; write a path that begins with '/'",
                        "pack/cpu/llamacpp.test.yml:11:44: error: 'shouldExist' is 'maybe'; write true or false",
                        "pack/cpu/llamacpp.test.yml:11:67: error: nobody is called 'everybody'; known: any, owner, group, other");
    }

    @Test
    void a_missing_schemaVersion_is_a_problem() {
        assertThat(onlyProblem("commandTests: [{name: x, command: y}]"))
                .isEqualTo("1:1: error: there is no schemaVersion; add 'schemaVersion: 2.0.0'");
    }

    @Test
    void a_file_without_tests_is_a_problem() {
        assertThat(onlyProblem("schemaVersion: 2.0.0")).contains("there is no test in this file");
        assertThat(onlyProblem("")).contains("is empty");
        assertThat(onlyProblem("schemaVersion: 2.0.0\ncommandTests:")).contains("there is no test in this file");
    }

    @Test
    void parts_that_are_not_supported_say_so() {
        assertThat(onlyProblem(COMMAND + "licenseTests: [{debian: true}]"))
                .isEqualTo("5:1: error: 'licenseTests' isn't supported here; remove it");
    }

    @Test
    void a_duplicate_key_is_a_problem() {
        assertThat(onlyProblem(COMMAND + "    name: again\n"))
                .contains("5:5: error: duplicate key 'name', first at line 3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a: [", "\t", "- - -", "7", "[]", "{a: *b}", "%YAML 9\n---\na", "\u0000", "a: b: c", "? [a]\n: b"
            })
    void whatever_stands_in_the_file_is_a_problem_and_never_another_exception(String text) {
        assertThat(problems(text)).isNotEmpty().allMatch(problem -> problem.startsWith("pack/cpu/llamacpp.test.yml"));
    }

    @Test
    void a_file_that_is_not_there_is_a_problem() {
        var thrown = catchThrowableOfType(
                InvalidInput.class, () -> SmokeTestReader.read(folder.resolve("no.yml"), "pack/cpu/no.yml"));

        assertThat(thrown.problems().get(0).toString()).startsWith("pack/cpu/no.yml: error: can't be read");
    }

    @Test
    void a_service_test_says_what_it_lacks() {
        assertThat(problems("schemaVersion: 2.0.0\nserviceTests: [{name: x}]"))
                .anyMatch(problem -> problem.contains("a service test has no 'port'"))
                .anyMatch(problem -> problem.contains("a service test has no 'ready'"));
        assertThat(onlyProblem("schemaVersion: 2.0.0\nserviceTests: [{name: x, port: 80800, ready: {path: /}}]"))
                .contains("'port' is 80800; write a number from 1 to 65535");
        assertThat(onlyProblem(
                        "schemaVersion: 2.0.0\nserviceTests: [{name: x, port: 80, ready: {path: /, timeout: 120}}]"))
                .contains("'timeout' is '120'; write a time with its unit: 90s, 2m, 500ms");
        assertThat(
                        onlyProblem(
                                "schemaVersion: 2.0.0\nserviceTests: [{name: x, port: 80, ready: {path: /}, files: [{source: no.py, target: /x}]}]"))
                .contains("2:71: error: there is no 'no.py' beside this file");
    }

    @Test
    void paths_that_cannot_be_asked_or_copied_to_are_problems() {
        String service = "schemaVersion: 2.0.0\nserviceTests: [{name: x, port: 80, ready: {path: '%s'}}]";
        assertThat(onlyProblem(service.formatted("/a b"))).contains("'/a b' is no path of a URL");
        assertThat(onlyProblem(service.formatted("health"))).contains("write a path that begins with one '/'");
        assertThat(onlyProblem(service.formatted("//elsewhere/x"))).contains("write a path that begins with one '/'");
        assertThat(onlyProblem("schemaVersion: 2.0.0\nserviceTests: [{name: x, port: 80, ready: {path: /},"
                        + " files: [{source: ., target: /smoke/}]}]"))
                .contains("'target' is '/smoke/'");
    }

    @ParameterizedTest
    @CsvSource({"90s, 90000", "2m, 120000", "1h, 3600000", "1m30s, 90000", "500ms, 500", "1h2m3s4ms, 3723004"})
    void times_have_units(String text, long millis) throws IOException {
        SmokeTestFile file = read(
                "schemaVersion: 2.0.0\nserviceTests: [{name: x, port: 80, ready: {path: /, timeout: " + text + "}}]");

        assertThat(file.services().get(0).ready().timeout()).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void the_fingerprint_covers_the_file_and_what_it_copies_and_not_where_it_lies() throws IOException {
        String text = """
                schemaVersion: 2.0.0
                serviceTests:
                  - {name: x, port: 80, ready: {path: /}, files: [{source: model.py, target: /x}, {source: data, target: /y}]}
                """;
        Files.writeString(folder.resolve("model.py"), "one");
        Files.createDirectories(folder.resolve("data/deep"));
        Files.writeString(folder.resolve("data/deep/a"), "a");
        String first = read(text).sha256();

        assertThat(read(text).sha256()).isEqualTo(first);
        assertThat(read(text + "# comment\n").sha256()).isNotEqualTo(first);
        Files.writeString(folder.resolve("data/deep/a"), "b");
        assertThat(read(text).sha256()).isNotEqualTo(first);
        Files.writeString(folder.resolve("data/deep/a"), "a");
        assertThat(read(text).sha256()).isEqualTo(first);
        folder = Files.createDirectories(folder.resolve("elsewhere"));
        Files.writeString(folder.resolve("model.py"), "one");
        Files.createDirectories(folder.resolve("data/deep"));
        Files.writeString(folder.resolve("data/deep/a"), "a");
        assertThat(read(text).sha256()).isEqualTo(first);
    }
}
