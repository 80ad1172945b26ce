package ai.gpustack.runner.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.gpustack.runner.release.SmokeTestFile;
import ai.gpustack.runner.release.SmokeTestReader;
import ai.gpustack.runner.source.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds docs/schema/smoke-test.json and the reader together. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SmokeTestSchemaTest {

    private static final DocumentedSchema SCHEMA = DocumentedSchema.named("smoke-test");

    private static final String COMMAND = "commandTests: [{name: works, command: tool}]";
    private static final String SERVICE =
            "serviceTests:\n  - name: answers\n    port: 8080\n    ready: {path: /health}\n";

    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("llamacpp.test.yml"), "schemaVersion: 2.0.0\n" + text);
    }

    @Test
    void the_tests_of_this_repository_fit() {
        Path file = Checkout.ROOT.resolve("pack/cpu/llamacpp.test.yml");
        SmokeTestFile read = SmokeTestReader.read(file, "pack/cpu/llamacpp.test.yml");

        assertThat(read.services()).isNotEmpty();
        assertThat(SCHEMA.problems(TypedYaml.of(Checkout.text(file)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                COMMAND,
                SERVICE,
                "metadataTest: {}",
                "metadataTest: {env: [{key: PATH, value: '^/opt', isRegex: true}], unboundEnvVars: [{key: A}]}",
                "metadataTest: {labels: [{key: l, value: 12.10}], cmd: [], workdir: /, user: 1000, volumes: [/data]}",
                "globalEnvVars: [{key: LEVEL, value: 010}]\n" + COMMAND,
                "commandTests:\n" + SERVICE,
                "commandTests: [{name: a, command: b, args: [12.10, yes, null], exitCode: 255, setup: [[touch, a]]}]",
                "fileExistenceTests: [{name: a, path: $HOME/a, uid: '0', gid: 1000, isExecutableBy: any}]",
                "fileExistenceTests: [{name: a, path: /a, shouldExist: false}]",
                "fileContentTests: [{name: a, path: /a, expectedContents: ['^1'], excludedContents: []}]",
                SERVICE + "    env: {LEVEL: 010}\n    requests: [{path: /v1, timeout: 1m30s, status: '404'}]",
                SERVICE + "    requests: [{path: /v1, method: post, headers: {A: 1}, body: '{}', expectedBody: [a]}]",
            })
    void both_accept_it(String text) throws IOException {
        Path file = file(text);

        assertThat(SmokeTestReader.read(file, "a.test.yml").size()).isPositive();
        assertThat(SCHEMA.problems(TypedYaml.of(Checkout.text(file)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "globalEnvVars: []",
                "commandTests: []",
                "licenseTests: [{debian: true}]\n" + COMMAND,
                "containerRunOptions: {privileged: true}\n" + COMMAND,
                "commandTest: [{name: a, command: b}]\n" + COMMAND,
                "commandTests: {name: a, command: b}",
                "commandTests: [{name: a}]",
                "commandTests: [{command: a}]",
                "commandTests: [{name: ' ', command: a}]",
                "commandTests: [{name: a, command: b, arg: [c]}]",
                "commandTests: [{name: a, command: b, args: c}]",
                "commandTests: [{name: a, command: b, exitCode: 256}]",
                "commandTests: [{name: a, command: b, exitCode: zero}]",
                "commandTests: [{name: a, command: b, setup: [touch]}]",
                "commandTests: [{name: a, command: b, setup: [[]]}]",
                "fileExistenceTests: [{name: a, path: etc/a}]",
                "fileExistenceTests: [{name: a, path: /a, shouldExist: maybe}]",
                "fileExistenceTests: [{name: a, path: /a, shouldExist: false, uid: 0}]",
                "fileExistenceTests: [{name: a, path: /a, isExecutableBy: me}]",
                "fileContentTests: [{name: a}]",
                "metadataTest:",
                "metadataTest: {env: [{key: A}], envVars: [{key: A}]}",
                "metadataTest: {envVars: [{value: a}]}",
                "serviceTests: [{name: a, ready: {path: /}}]",
                "serviceTests: [{name: a, port: 8080}]",
                "serviceTests: [{name: a, port: 65536, ready: {path: /}}]",
                "serviceTests: [{name: a, port: 8080, ready: {path: health}}]",
                "serviceTests: [{name: a, port: 8080, ready: {path: /, timeout: 90}}]",
                "serviceTests: [{name: a, port: 8080, ready: {path: /, status: 99}}]",
                "serviceTests: [{name: a, port: 8080, ready: {path: /}, requests: [{method: GET}]}]",
                "serviceTests: [{name: a, port: 8080, ready: {path: /}, files: [{source: b.py, target: b.py}]}]",
                "serviceTests: [{name: a, port: 8080, ready: {path: /}, files: [{source: b.py, target: /tmp/}]}]",
            })
    void both_refuse_it(String text) throws IOException {
        Path file = file(text);
        Files.writeString(folder.resolve("b.py"), "");

        assertThat(catchThrowableOfType(InvalidInput.class, () -> SmokeTestReader.read(file, "a.test.yml"))
                        .problems())
                .isNotEmpty();
        assertThat(SCHEMA.problems(TypedYaml.of(Checkout.text(file)))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fileContentTests: [{name: a, path: /a, expectedContents: ['(']}]",
                "serviceTests: [{name: a, port: 8080, ready: {path: /}, files: [{source: nowhere, target: /tmp/b}]}]",
                "commandTests: [{name: a, command: b, exitCode: 0x1}]",
            })
    void only_the_reader_can_refuse_it(String text) throws IOException {
        Path file = file(text);

        assertThat(catchThrowableOfType(InvalidInput.class, () -> SmokeTestReader.read(file, "a.test.yml"))
                        .problems())
                .isNotEmpty();
        assertThat(SCHEMA.problems(TypedYaml.of(Checkout.text(file)))).isEmpty();
    }
}
