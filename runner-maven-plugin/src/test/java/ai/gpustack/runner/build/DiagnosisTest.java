package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DiagnosisTest {

    private static final String PUSH = "failed to push localhost:5000/x/y:t: ";

    private static FailureKind kind(String step, String error) {
        return Diagnosis.kind(Optional.ofNullable(step).filter(s -> !s.isEmpty()), error, List.of());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unexpected status from POST request to http://localhost:5000/v2/x/blobs/uploads/: 503 Service Unavailable | NETWORK",
                "unexpected status from PUT request to http://localhost:5000/v2/x/manifests/t: 429 Too Many Requests | NETWORK",
                "unexpected status from HEAD request to http://localhost:5000/v2/x/manifests/t: 500 Internal Server Error | NETWORK",
                "failed to do request: Put \"http://localhost:5000/v2/x\": read tcp 127.0.0.1:1->127.0.0.1:2: read: connection reset by peer | NETWORK",
                "failed to do request: Head \"https://nowhere.invalid/v2/x\": dial tcp: lookup nowhere.invalid: no such host | NETWORK",
                "digest invalid: provided digest did not match uploaded content | NETWORK",
                "failed to do request: Put \"http://localhost:5000/v2/x\": write tcp 127.0.0.1:1: write: broken pipe | NETWORK",
                "failed to do request: Post \"http://localhost:5000/v2/x\": EOF | NETWORK",
                "failed to do request: Head \"https://r/v2/x\": net/http: TLS handshake timeout | NETWORK",
                "failed to do request: Head \"https://r/v2/x\": dial tcp 10.0.0.1:443: i/o timeout | NETWORK",
                "unexpected status from HEAD request to http://localhost:5000/v2/x/manifests/t: 403 Forbidden | REFUSED",
                "unexpected status from POST request to http://localhost:5000/v2/x/: 401 Unauthorized | REFUSED",
                "denied | REFUSED",
                "push access denied, repository does not exist or may require authorization: server message: insufficient_scope | REFUSED",
                "error writing layer blob: write /var/lib/buildkit/x: no space left on device | DISK_FULL",
            })
    void what_a_push_fails_with_is_told_apart(String error, FailureKind kind) {
        assertThat(kind("exporting to image", PUSH + error)).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[internal] load metadata for docker.io/library/debian:nope | docker.io/library/debian:nope: not found | NOT_FOUND",
                "[internal] load metadata for r.io/x:1 | failed to do request: dial tcp: lookup r.io on 1.1.1.1:53: server misbehaving | NETWORK",
                "[context debian:12] load metadata for docker.io/library/debian:12@sha256:1 | docker.io/library/debian:12@sha256:1: not found | NOT_FOUND",
                "resolve image config for docker-image://docker.io/docker/dockerfile:9.99 | docker.io/docker/dockerfile:9.99: not found | NOT_FOUND",
                "[internal] load git source http://localhost:1/a.git | git stderr: fatal: unable to access 'http://localhost:1/a.git/': Failed to connect to localhost port 1 after 0 ms: Couldn't connect to server : exit status 128 | NETWORK",
                "[vllm 2/5] RUN false | process \"/bin/sh -c false\" did not complete successfully: exit code: 1 | STEP",
                "[vllm 2/5] RUN curl x | process \"curl: (56) 503 Service Unavailable\" did not complete successfully: exit code: 22 | STEP",
                "[vllm 3/5] COPY nope / | failed to calculate checksum of ref x: \"/nope\": not found | STEP",
                "'' | failed to solve: target stage \"nope\" could not be found | DEFINITION",
                "'' | failed to run Build function: failed to process \"${B:-two\": syntax error: missing '}' | DEFINITION",
                "'' | failed to run Build function: frontend grpc server closed unexpectedly | BUILDER",
                "'' | rpc error: code = Unavailable desc = error reading from server: EOF | BUILDER",
                "'' | failed to solve: Unavailable: error reading from server: EOF | BUILDER",
                "exporting to image | failed to extract layer sha256:d: error reading from server: connection reset by peer | BUILDER",
                "'' | ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. | BUILDER",
                "'' | something that nobody has met | OTHER",
            })
    void what_a_build_fails_with_is_told_apart(String step, String error, FailureKind kind) {
        assertThat(kind(step, error)).isEqualTo(kind);
    }

    @Test
    void a_digest_or_a_name_that_looks_like_a_status_is_none() {
        assertThat(kind("exporting to image", "sha256:5030429aaaa was not expected"))
                .isEqualTo(FailureKind.OTHER);
        assertThat(kind("[vllm 2/2] RUN x", "process \"install-503\" failed")).isEqualTo(FailureKind.STEP);
    }

    @Test
    void a_full_disk_is_noticed_by_what_the_step_printed_too() {
        FailureKind kind = Diagnosis.kind(
                Optional.of("[vllm 2/5] RUN pip install vllm"),
                "process \"pip\" did not complete successfully: exit code: 1",
                List.of("ERROR: [Errno 28] No space left on device"));

        assertThat(kind).isEqualTo(FailureKind.DISK_FULL);
    }

    @Test
    void a_push_that_fails_with_a_registrys_own_words_is_told_by_what_buildkit_printed_when_it_tried_again() {
        List<String> printed = List.of(
                "error: failed commit on ref \"manifest-sha256:1\": unexpected status from PUT request to"
                        + " http://localhost:5000/v2/x/manifests/t: 502 Bad Gateway",
                "unknown: unknown error");

        assertThat(Diagnosis.kind(Optional.of("exporting to image"), PUSH + "unknown: unknown error", printed))
                .isEqualTo(FailureKind.NETWORK);
        assertThat(Diagnosis.kind(Optional.of("exporting to image"), PUSH + "denied: no rights", printed))
                .isEqualTo(FailureKind.REFUSED);
        assertThat(Diagnosis.kind(Optional.of("[vllm 1/2] RUN x"), "something", printed))
                .isEqualTo(FailureKind.STEP);
        assertThat(kind("exporting to image", PUSH + "unavailable: service unavailable"))
                .isEqualTo(FailureKind.NETWORK);
    }

    @Test
    void only_the_network_and_the_builder_are_tried_again() {
        assertThat(List.of(FailureKind.values()).stream().filter(FailureKind::isTransient))
                .containsExactly(FailureKind.NETWORK, FailureKind.BUILDER);
    }
}
