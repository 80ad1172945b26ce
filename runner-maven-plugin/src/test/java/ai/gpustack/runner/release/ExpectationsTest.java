package ai.gpustack.runner.release;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.engine.ArchivedFile;
import ai.gpustack.runner.engine.ImageConfig;
import ai.gpustack.runner.process.Exit;
import ai.gpustack.runner.process.Output;
import ai.gpustack.runner.release.SmokeTestFile.CommandTest;
import ai.gpustack.runner.release.SmokeTestFile.ContentTest;
import ai.gpustack.runner.release.SmokeTestFile.ExistenceTest;
import ai.gpustack.runner.release.SmokeTestFile.ExpectedValue;
import ai.gpustack.runner.release.SmokeTestFile.MetadataTest;
import ai.gpustack.runner.release.SmokeTestFile.Request;
import ai.gpustack.runner.release.SmokeTestFile.Who;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ExpectationsTest {

    private static List<Pattern> patterns(String... texts) {
        return List.of(texts).stream().map(Pattern::compile).toList();
    }

    private static CommandTest command(List<Pattern> expected, List<Pattern> excluded, int status) {
        return new CommandTest(
                "x", List.of(), List.of(), Map.of(), List.of("tool"), expected, excluded, List.of(), List.of(), status);
    }

    private static Output output(int status, String out, String err) {
        return new Output(new Exit(status, false), out, err);
    }

    @Test
    void a_command_passes_when_status_and_outputs_are_as_expected() {
        assertThat(Expectations.command(
                        command(patterns("^v1", "2$"), patterns("error"), 3), output(3, "v1.2\n", "error")))
                .isEmpty();
    }

    @Test
    void a_command_that_fails_says_what_was_expected_and_what_was_found() {
        assertThat(Expectations.command(
                        command(patterns("^v2"), patterns("d.v"), 0), output(127, "v1-dev\n", "tool: not found\n")))
                .containsExactly(
                        "expected exit status 0, found 127; it printed 'tool: not found'",
                        "expected standard output to have '^v2', found 'v1-dev'",
                        "expected standard output not to have 'd.v', found 'dev'");
    }

    @Test
    void standard_error_is_looked_at_apart() {
        var test = new CommandTest(
                "x",
                List.of(),
                List.of(),
                Map.of(),
                List.of("tool"),
                List.of(),
                List.of(),
                patterns("usage"),
                patterns("warn"),
                0);

        assertThat(Expectations.command(test, output(0, "usage", "warn: old")))
                .containsExactly(
                        "expected standard error to have 'usage', found 'warn: old'",
                        "expected standard error not to have 'warn', found 'warn'");
    }

    @Test
    void a_command_that_does_not_end_says_only_that() {
        assertThat(Expectations.command(
                        command(patterns("x"), List.of(), 0), new Output(new Exit(143, true), "loading\n", "")))
                .containsExactly("it didn't end in time; it printed 'loading'");
    }

    @Test
    void a_program_for_another_processor_is_called_that() {
        assertThat(Expectations.command(
                        command(List.of(), List.of(), 0), output(255, "", "exec /usr/bin/tini: exec format error\n")))
                .singleElement()
                .asString()
                .contains("can't execute the image's programs", "no emulator");
    }

    @Test
    void long_outputs_are_shortened_to_one_line() {
        String found = Expectations.command(command(patterns("x"), List.of(), 0), output(0, "line\n".repeat(1000), ""))
                .get(0);

        assertThat(found).hasSizeLessThan(400).contains("line ⏎ line").endsWith("…'");
    }

    private static ExistenceTest existence(boolean should) {
        return new ExistenceTest(
                "x",
                "/f",
                should,
                should ? Optional.of("-rwxr-x---") : Optional.empty(),
                should ? Optional.of(0) : Optional.empty(),
                Optional.empty(),
                should ? Optional.of(Who.OTHER) : Optional.empty());
    }

    private static Optional<ArchivedFile> file(char type, int mode, int uid, String content) {
        return Optional.of(new ArchivedFile(type, mode, uid, 0, content.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void a_file_is_there_or_not() {
        assertThat(Expectations.existence(existence(true), Optional.empty())).containsExactly("/f isn't there");
        assertThat(Expectations.existence(existence(false), file('0', 0644, 0, "")))
                .containsExactly("/f is there (-rw-r--r--)");
        assertThat(Expectations.existence(existence(false), Optional.empty())).isEmpty();
    }

    @Test
    void a_file_has_permissions_and_an_owner() {
        assertThat(Expectations.existence(existence(true), file('0', 0640, 7, "")))
                .containsExactly(
                        "expected permissions '-rwxr-x---', found '-rw-r-----'",
                        "expected owner '0', found '7'",
                        "expected it to be executable by other, found -rw-r-----");
    }

    @Test
    void who_may_execute_is_read_from_the_right_bits() {
        assertThat(Who.OWNER.mayExecute(0100)).isTrue();
        assertThat(Who.GROUP.mayExecute(0100)).isFalse();
        assertThat(Who.GROUP.mayExecute(0010)).isTrue();
        assertThat(Who.OTHER.mayExecute(0110)).isFalse();
        assertThat(Who.ANY.mayExecute(0001)).isTrue();
        assertThat(Who.ANY.mayExecute(0666)).isFalse();
    }

    @Test
    void content_is_looked_at_in_files_only() {
        var test = new ContentTest("x", "/f", patterns("^12\\."), patterns("13"));

        assertThat(Expectations.content(test, file('0', 0644, 0, "12.12\n"))).isEmpty();
        assertThat(Expectations.content(test, file('0', 0644, 0, "11.13\n")))
                .containsExactly(
                        "expected /f to have '^12\\.', found '11.13'", "expected /f not to have '13', found '13'");
        assertThat(Expectations.content(test, Optional.empty())).containsExactly("/f isn't there");
        assertThat(Expectations.content(test, file('5', 0755, 0, ""))).containsExactly("/f is no file (drwxr-xr-x)");
    }

    private static final ImageConfig CONFIG = new ImageConfig(
            Map.of("PATH", "/opt/bin:/bin", "DEBUG", ""),
            Map.of("version", "1.2"),
            List.of("tini", "--"),
            List.of(),
            Set.of("8080/tcp", "53/udp"),
            Set.of("/data"),
            "/",
            "runner");

    @Test
    void metadata_that_is_as_expected_passes() {
        var test = new MetadataTest(
                List.of(new ExpectedValue("PATH", "^/opt", Optional.of(Pattern.compile("^/opt")))),
                List.of("SECRET"),
                List.of(new ExpectedValue("version", "1.2", Optional.empty())),
                Optional.of(List.of("tini", "--")),
                Optional.of(List.of()),
                List.of("8080", "53/udp"),
                List.of("53", "22"),
                List.of("/data"),
                List.of("/tmp"),
                Optional.of("/"),
                Optional.of("runner"));

        assertThat(Expectations.metadata(test, CONFIG)).isEmpty();
    }

    @Test
    void metadata_says_everything_that_differs() {
        var test = new MetadataTest(
                List.of(
                        new ExpectedValue("PATH", "^/usr", Optional.of(Pattern.compile("^/usr"))),
                        new ExpectedValue("HOME", "/root", Optional.empty())),
                List.of("DEBUG"),
                List.of(new ExpectedValue("version", "1", Optional.empty())),
                Optional.of(List.of("tini")),
                Optional.of(List.of("bash")),
                List.of("443"),
                List.of("8080"),
                List.of("/models"),
                List.of("/data"),
                Optional.of("/work"),
                Optional.of("root"));

        assertThat(Expectations.metadata(test, CONFIG))
                .containsExactly(
                        "expected the variable PATH to be like '^/usr', found '/opt/bin:/bin'",
                        "expected the variable HOME, found none of that name",
                        "expected no variable DEBUG, found nothing",
                        "expected the label version to be '1', found '1.2'",
                        "expected entrypoint '[tini]', found '[tini, --]'",
                        "expected cmd '[bash]', found '[]'",
                        "expected workdir '/work', found '/'",
                        "expected user 'root', found 'runner'",
                        "expected the exposed port 443/tcp, found 53/udp, 8080/tcp",
                        "expected no exposed port 8080/tcp",
                        "expected the volume /models, found /data",
                        "expected no volume /data");
    }

    @Test
    void an_answer_has_a_status_and_a_body() {
        var request = new Request(
                "completion",
                "POST",
                "/v1",
                Map.of(),
                "",
                200,
                patterns("\"choices\""),
                patterns("error"),
                Duration.ofSeconds(1));

        assertThat(Expectations.response(request, 200, "{\"choices\": []}")).isEmpty();
        assertThat(Expectations.response(request, 500, "{\"error\": 1}"))
                .containsExactly(
                        "completion: expected status 200, found 500 with '{\"error\": 1}'",
                        "completion: expected the answer to have '\"choices\"', found '{\"error\": 1}'",
                        "completion: expected the answer not to have 'error', found 'error'");
    }

    @Test
    void the_image_s_variables_are_filled_in_and_others_stay() {
        var expansion = new Expansion(Map.of("HOME", "/home/$x", "A_1", "b"));

        assertThat(expansion.of("$HOME/${A_1}/$A_1x ${i} $i $$ $(date) $1"))
                .isEqualTo("/home/$x/b/$A_1x ${i} $i $$ $(date) $1");
    }
}
