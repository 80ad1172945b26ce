package ai.gpustack.runner.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BasesLockTest {

    private static final String A = "sha256:" + "a".repeat(64);
    private static final String B = "sha256:" + "b".repeat(64);

    private static final String TEXT = """
            # Base images pinned by digest, for each platform. Written by runner:bases.
            debian:bookworm-slim:
              linux/amd64: %s
              linux/arm64: %s
            localhost:5000/team/base:1:
              linux/arm/v7: %s
            """.formatted(A, B, B);

    @TempDir
    private Path root;

    private BasesLock lock(String text) throws IOException {
        return BasesLock.read(Files.writeString(root.resolve(BasesLock.NAME), text), BasesLock.NAME);
    }

    private List<String> problems(String text) throws IOException {
        return lock(text).problems().stream().map(Problem::toString).toList();
    }

    @Test
    void a_lock_is_written_as_it_was_read() throws IOException {
        BasesLock lock = lock(TEXT);

        assertThat(lock.problems()).isEmpty();
        assertThat(lock.isPresent()).isTrue();
        assertThat(lock.text()).isEqualTo(TEXT);
    }

    @Test
    void it_is_written_sorted_whatever_the_order_was() throws IOException {
        assertThat(
                        lock("localhost:5000/team/base:1: {linux/arm/v7: %s}\ndebian:bookworm-slim: {linux/arm64: %s, linux/amd64: %s}\n"
                                        .formatted(B, B, A))
                                .text())
                .isEqualTo(TEXT);
    }

    @Test
    void a_digest_is_found_by_reference_and_platform() throws IOException {
        Reference debian = Reference.familiar("debian:bookworm-slim").orElseThrow();
        Platform arm64 = Platform.parse("linux/arm64").orElseThrow();

        assertThat(lock(TEXT).digest(debian, arm64)).contains(B);
        assertThat(lock(TEXT).digest(debian, Platform.parse("linux/s390x").orElseThrow()))
                .isEmpty();
        assertThat(lock(TEXT).digest(Reference.familiar("debian").orElseThrow(), arm64))
                .isEmpty();
    }

    @Test
    void without_a_file_nothing_is_locked() {
        BasesLock lock = BasesLock.read(root.resolve(BasesLock.NAME), BasesLock.NAME);

        assertThat(lock.isPresent()).isFalse();
        assertThat(lock.digests()).isEmpty();
        assertThat(lock.problems()).isEmpty();
    }

    @Test
    void an_empty_file_locks_nothing_and_is_there() throws IOException {
        assertThat(lock("# nothing\n").isPresent()).isTrue();
        assertThat(problems("# nothing\n")).isEmpty();
    }

    @Test
    void everything_that_is_wrong_is_said_at_once_with_its_place() throws IOException {
        assertThat(problems("""
                        docker.io/library/debian:12:
                          linux/amd64: %1$s
                        debian@%1$s:
                          linux/amd64: %1$s
                        Debian:
                          linux/amd64: %1$s
                        ubuntu:24.04:
                          linux/arm64/v8: %1$s
                          linux: %1$s
                          linux/amd64: sha256:abc
                          linux/s390x: [x]
                        alpine:3: %1$s
                        ubuntu:24.04: {}
                        """.formatted(A)))
                .containsExactly(
                        "bases.lock:13:1: error: duplicate key 'ubuntu:24.04', first at line 7; remove one of them",
                        "bases.lock:1:1: error: 'docker.io/library/debian:12' isn't in its shortest form; write 'debian:12'",
                        "bases.lock:3:1: error: 'debian@" + A + "' has a digest of its own; remove it: it can't move",
                        "bases.lock:5:1: error: 'Debian' is no image reference; remove it, and run 'mvn runner:bases'",
                        "bases.lock:8:3: error: 'linux/arm64/v8' isn't in its usual form; write 'linux/arm64'",
                        "bases.lock:9:3: error: 'linux' is no platform; write os/arch[/variant], as linux/amd64",
                        "bases.lock:10:16: error: 'sha256:abc' is no digest; write sha256: and 64 hex digits; remove it, and run 'mvn runner:bases'",
                        "bases.lock:11:16: error: the digest for 'linux/s390x' is a list; write a plain value",
                        "bases.lock:12:11: error: 'alpine:3' is a plain value; write a mapping");
    }

    @Test
    void what_is_no_yaml_or_no_text_is_an_error_and_never_an_exception() throws IOException {
        assertThat(problems("a: [")).singleElement().asString().startsWith("bases.lock:1:5: error: not valid YAML");
        assertThat(problems("just words"))
                .containsExactly("bases.lock:1:1: error: the file is a plain value; write a mapping");

        Path file = Files.write(root.resolve(BasesLock.NAME), new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThatThrownBy(() -> BasesLock.read(file, BasesLock.NAME))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("bases.lock: error: not UTF-8 text");
    }

    @Test
    void a_character_deleted_anywhere_gives_a_lock_or_problems_and_never_anything_else() throws IOException {
        for (int i = 0; i < TEXT.length(); i++) {
            BasesLock lock = BasesLockReader.read(BasesLock.NAME, TEXT.substring(0, i) + TEXT.substring(i + 1));
            assertThat(lock.problems())
                    .allSatisfy(problem -> assertThat(problem.toString()).startsWith("bases.lock:"));
        }
    }
}
