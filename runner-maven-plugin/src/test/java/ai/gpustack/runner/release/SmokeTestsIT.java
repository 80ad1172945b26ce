package ai.gpustack.runner.release;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.engine.RealEngine;
import ai.gpustack.runner.it.NeedsEngine;
import ai.gpustack.runner.matrix.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Smoke tests against a real engine, on small images that serve HTTP with Debian's own perl. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@NeedsEngine
class SmokeTestsIT {

    private static final String TAG = "runner-it-smoke-tests";
    private static final String SCHEMA = "schemaVersion: 2.0.0\n";
    private static final Platform AMD64 = Platform.parse("linux/amd64").orElseThrow();
    private static final Platform ARM64 = Platform.parse("linux/arm64").orElseThrow();

    private static final String DOCKERFILE = """
            FROM debian:bookworm-slim
            COPY <<'EOF' /opt/serve
            #!/usr/bin/perl
            use IO::Socket::INET;
            $| = 1;
            my $s = IO::Socket::INET->new(LocalPort => 8080, Listen => 5, ReuseAddr => 1) or die;
            my $warm = time + ($ENV{WARM_UP} // 0);
            while (my $c = $s->accept) {
                my ($method, $path) = split / /, <$c>;
                my $length = 0;
                while ((my $line = <$c>) =~ /\\S/) { $length = $1 if $line =~ /^content-length: (\\d+)/i }
                read $c, my $body, $length;
                print STDERR "asked $method $path\\n";
                exit 7 if $path eq '/die';
                sleep 60 if $path eq '/hang';
                my ($status, $text) = $path eq '/health' ? (time < $warm ? 503 : 200, 'fine') : ($path eq '/echo' ? 200 : 404, "$method:$body");
                printf $c "HTTP/1.1 %d x\\r\\nContent-Length: %d\\r\\nConnection: close\\r\\n\\r\\n%s", $status, length $text, $text;
                close $c;
            }
            EOF
            RUN chmod 4755 /opt/serve && ln -s /opt/serve /opt/link && mkdir -m 1777 /opt/shared && chown 7:8 /opt/shared
            ENV HOME=/home/me LEVEL=3
            LABEL ai.gpustack.runner.id=1d2c
            EXPOSE 8080
            USER 1000
            ENTRYPOINT ["/usr/bin/env"]
            CMD ["perl", "/opt/serve"]
            """;

    private static RealEngine real;

    @TempDir
    Path folder;

    private final List<Check> heard = new ArrayList<>();

    @BeforeAll
    static void build_the_image(@TempDir Path context) {
        real = new RealEngine();
        real.build(context, "linux/amd64", TAG + ":amd64", DOCKERFILE);
        real.build(context, "linux/arm64", TAG + ":arm64", DOCKERFILE);
        real.build(context, "linux/amd64", TAG + ":empty", "FROM scratch\nCOPY Dockerfile /only-file\n");
    }

    @AfterAll
    static void remove_the_images() {
        for (String name : List.of(TAG, "localhost:5000/it/smoke-tests")) {
            String images = real.docker(
                    Duration.ofMinutes(1),
                    "image",
                    "ls",
                    "--format",
                    "{{.Repository}}:{{.Tag}}",
                    "--filter",
                    "reference=" + name);
            images.lines()
                    .filter(image -> !image.endsWith("<none>"))
                    .forEach(image -> real.docker(Duration.ofMinutes(1), "image", "rm", "--force", image));
        }
    }

    @AfterEach
    void no_container_is_left_behind() {
        assertThat(real.leftovers()).isEmpty();
    }

    private TestOutcome test(Platform platform, String tag, String yaml) throws IOException {
        Path file = folder.resolve("tool.test.yml");
        Files.writeString(file, SCHEMA + yaml);
        var subject = new Subject(
                TAG + ":" + tag, TAG + ":" + tag, "sha256:1", platform, Subject.Source.LOADED, Optional.empty());
        var tests = new SmokeTests(real.engine(), Duration.ofSeconds(5));
        return tests.test(subject, SmokeTestReader.read(file, "pack/x/tool.test.yml"), heard::add);
    }

    private Receipt receipt(String yaml) throws IOException {
        return ((TestOutcome.Tested) test(AMD64, "amd64", yaml)).receipt();
    }

    private Check only(String yaml) throws IOException {
        Receipt receipt = receipt(yaml);
        assertThat(receipt.checks()).hasSize(1);
        return receipt.checks().get(0);
    }

    private Check service(String fields) throws IOException {
        return only("serviceTests:\n  - {name: serves, port: 8080, " + fields + "}\n");
    }

    @Test
    void a_receipt_says_what_ran_where_and_how_it_went() throws IOException {
        Receipt receipt = receipt("""
                globalEnvVars: [{key: GREETING, value: "hello $LEVEL"}]
                commandTests:
                  - {name: greets, command: sh, args: [-c, 'echo $GREETING; id -u'], expectedOutput: ['^hello 3\\n1000$']}
                  - {name: fails, command: "false"}
                fileExistenceTests: [{name: tool, path: /opt/serve}]
                """);

        assertThat(receipt.passed()).isFalse();
        assertThat(receipt.checks()).extracting(Check::name).containsExactly("greets", "fails", "tool");
        assertThat(receipt.checks()).extracting(Check::passed).containsExactly(true, false, true);
        assertThat(receipt.failures()).isEqualTo("fails (expected exit status 0, found 1; it printed nothing)");
        assertThat(receipt.id()).contains("1d2c");
        assertThat(receipt.platformDigest()).startsWith("sha256:");
        assertThat(receipt.emulated()).isFalse();
        assertThat(receipt.countsForPromotion()).isFalse();
        assertThat(receipt.machine()).isEqualTo(real.engine().machine());
        assertThat(receipt.testFile().path()).isEqualTo("pack/x/tool.test.yml");
        assertThat(heard).isEqualTo(receipt.checks());
        var receipts = new Receipts(folder);
        receipts.write(receipt);
        assertThat(receipts.find("sha256:1", AMD64)).contains(receipt);
    }

    @Test
    void another_platform_is_emulated_and_says_so() throws IOException {
        var outcome = (TestOutcome.Tested) test(
                ARM64, "arm64", "commandTests: [{name: arm, command: uname, args: [-m], expectedOutput: [aarch64]}]");

        assertThat(outcome.receipt().passed()).isTrue();
        assertThat(outcome.receipt().emulated()).isTrue();
    }

    @Test
    void a_platform_without_an_emulator_is_a_sentence() throws IOException {
        TestOutcome outcome =
                test(Platform.parse("linux/s390x").orElseThrow(), "amd64", "commandTests: [{name: x, command: uname}]");

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        TestOutcome.Untestable.class,
                        untestable -> assertThat(untestable.why()).contains("can't run linux/s390x"));
    }

    @Test
    void setup_and_teardown_share_the_container_with_the_command() throws IOException {
        assertThat(only("""
                        commandTests:
                          - name: shared
                            setup: [[sh, -c, "echo made > /tmp/a"]]
                            command: cat
                            args: [/tmp/a]
                            teardown: [[rm, /tmp/a]]
                            expectedOutput: [made]
                        """).detail()).isEmpty();
        assertThat(only("""
                        commandTests:
                          - {name: broken, setup: [[ls, /nowhere]], command: "true"}
                        """).detail())
                .isEqualTo("setup [ls, /nowhere] failed: ls: cannot access '/nowhere': No such file or directory");
    }

    @Test
    void a_command_that_is_not_there_has_status_127() throws IOException {
        assertThat(only("commandTests: [{name: x, command: no-such-program}]").detail())
                .startsWith("expected exit status 0, found 127; it printed ")
                .contains("executable file not found");
        assertThat(only("commandTests: [{name: x, command: no-such-program, exitCode: 127}]")
                        .passed())
                .isTrue();
    }

    @Test
    void a_command_that_does_not_end_is_ended() throws IOException {
        Check check = only("commandTests: [{name: x, command: sh, args: [-c, 'echo waiting; sleep 600']}]");

        assertThat(check.detail()).isEqualTo("it didn't end in time; it printed 'waiting'");
        assertThat(check.seconds()).isBetween(5.0, 15.0);
    }

    @Test
    void files_are_looked_at_through_links_with_owner_and_permissions() throws IOException {
        Receipt receipt = receipt("""
                fileExistenceTests:
                  - {name: a, path: /opt/link, permissions: urwxr-xr-x, uid: 0, gid: 0, isExecutableBy: other}
                  - {name: b, path: /opt/shared, permissions: dtrwxrwxrwx, uid: 7, gid: 8}
                  - {name: c, path: /opt/nothing, shouldExist: false}
                  - {name: d, path: /opt/nothing}
                  - {name: e, path: /opt/serve, permissions: -rwxr-xr-x}
                fileContentTests:
                  - {name: f, path: /opt/link, expectedContents: ['^#!/usr/bin/perl'], excludedContents: [python]}
                  - {name: g, path: $HOME/x, expectedContents: [x]}
                """);

        assertThat(receipt.checks().stream().map(check -> check.name() + ": " + check.detail()))
                .containsExactly(
                        "a: ",
                        "b: ",
                        "c: ",
                        "d: /opt/nothing isn't there",
                        "e: expected permissions '-rwxr-xr-x', found 'urwxr-xr-x'",
                        "f: ",
                        "g: $HOME/x isn't there");
    }

    @Test
    void an_image_without_a_shell_or_a_command_can_be_tested() throws IOException {
        var outcome = (TestOutcome.Tested) test(AMD64, "empty", """
                fileExistenceTests: [{name: a, path: /only-file, permissions: -rw-r--r--}, {name: b, path: /bin/sh, shouldExist: false}]
                fileContentTests: [{name: c, path: /only-file, expectedContents: [scratch]}]
                metadataTest: {entrypoint: [], cmd: []}
                """);

        assertThat(outcome.receipt().failures()).isEmpty();
    }

    @Test
    void metadata_is_compared() throws IOException {
        assertThat(only("""
                        metadataTest:
                          envVars: [{key: PATH, value: '^/usr/local/sbin:', isRegex: true}, {key: LEVEL, value: 3}]
                          labels: [{key: ai.gpustack.runner.id, value: 1d2c}]
                          entrypoint: [/usr/bin/env]
                          cmd: [perl, /opt/serve]
                          exposedPorts: ["8080"]
                          unexposedPorts: ["22"]
                          user: 1000
                        """).detail()).isEmpty();
        assertThat(only("metadataTest: {user: root, workdir: /work}").detail())
                .isEqualTo("expected workdir '/work', found nothing; expected user 'root', found '1000'");
    }

    @Test
    void a_service_that_warms_up_is_waited_for_and_asked() throws IOException {
        Path config = Files.writeString(folder.resolve("config"), "copied\n");
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
        Check check = service("""
                env: {WARM_UP: 2}, ready: {path: /health, timeout: 30s},
                     files: [{source: config, target: /smoke/deep/config}],
                     command: [sh, -c, 'cat /smoke/deep/config && exec perl /opt/serve'],
                     requests: [{path: /echo, method: POST, body: hello, expectedBody: ['^POST:hello$']}, {path: /nope, status: 404}]""");

        assertThat(check.detail()).isEmpty();
        assertThat(check.kind()).isEqualTo(Check.Kind.SERVICE);
    }

    @Test
    void a_service_that_never_gets_ready_shows_its_last_answer_and_log() throws IOException {
        Check check = service("env: {WARM_UP: 600}, ready: {path: /health, timeout: 2s}");

        assertThat(check.detail())
                .startsWith(
                        "expected status 200 from /health within 2 s, found none: it answered 503; its log ends with '")
                .endsWith("asked GET /health'");
    }

    @Test
    void a_service_that_dies_is_not_waited_for() throws IOException {
        Check check = service("command: [sh, -c, 'echo no model >&2; exit 3'], ready: {path: /health, timeout: 60s}");

        assertThat(check.detail()).contains("it ended with status 3").endsWith("its log ends with 'no model'");
        assertThat(check.seconds()).isLessThan(20);
    }

    @Test
    void a_service_that_cannot_be_started_says_why() throws IOException {
        var outcome = (TestOutcome.Tested) test(
                AMD64, "empty", "serviceTests: [{name: x, port: 80, command: [/no-such-program], ready: {path: /}}]");

        assertThat(outcome.receipt().failures())
                .contains("it can't be started:")
                .contains("/no-such-program");
    }

    @Test
    void a_request_without_an_answer_and_a_service_that_dies_of_one_are_told_apart() throws IOException {
        Check check = service("ready: {path: /health}, requests: [{name: slow, path: /hang, timeout: 1s}]");
        assertThat(check.detail())
                .startsWith("slow: expected an answer within 1 s, found none (no answer in time); its log ends with");

        check = service("ready: {path: /health}, requests: [{name: fatal, path: /die}, {name: after, path: /echo}]");
        assertThat(check.detail())
                .contains("fatal: expected an answer")
                .contains("it ended with status 7")
                .contains("after: ");
    }

    @Test
    void a_real_index_is_tested_by_its_digest_on_both_platforms() throws IOException {
        String tag = "localhost:5000/it/smoke-tests:dev";
        for (Platform platform : Set.of(AMD64, ARM64)) {
            String each = tag + "-" + platform.architecture();
            real.docker(Duration.ofMinutes(1), "tag", TAG + ":" + platform.architecture(), each);
            real.docker(Duration.ofMinutes(2), "push", "--quiet", each);
        }
        real.docker(
                Duration.ofMinutes(1), "buildx", "imagetools", "create", "--tag", tag, tag + "-amd64", tag + "-arm64");
        String digest = real.docker(
                        Duration.ofMinutes(1),
                        "buildx",
                        "imagetools",
                        "inspect",
                        "--format",
                        "{{.Manifest.Digest}}",
                        tag)
                .strip();
        Path file = folder.resolve("tool.test.yml");
        Files.writeString(
                file, SCHEMA + "commandTests: [{name: machine, command: uname, args: [-m], expectedOutput: [.]}]");
        var platformDigests = new ArrayList<String>();
        for (Platform platform : List.of(AMD64, ARM64)) {
            var subject = new Subject(
                    tag,
                    "localhost:5000/it/smoke-tests@" + digest,
                    digest,
                    platform,
                    Subject.Source.REGISTRY,
                    Optional.of("1d2c"));
            var outcome = (TestOutcome.Tested) new SmokeTests(real.engine(), Duration.ofSeconds(30))
                    .test(subject, SmokeTestReader.read(file, "tool.test.yml"), heard::add);
            assertThat(outcome.receipt().countsForPromotion()).isTrue();
            assertThat(outcome.receipt().passed()).isTrue();
            platformDigests.add(outcome.receipt().platformDigest());
        }
        assertThat(platformDigests).doesNotHaveDuplicates();
    }
}
