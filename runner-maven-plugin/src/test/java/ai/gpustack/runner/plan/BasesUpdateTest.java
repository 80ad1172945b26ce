package ai.gpustack.runner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.matrix.Platform;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BasesUpdateTest {

    private static final BasesLock LOCK = BasesLock.absent("bases.lock")
            .with(Map.of(
                    "debian:12", digests("linux/amd64", "a", "linux/arm64", "b", "linux/s390x", "c"),
                    "ubuntu:24.04", digests("linux/amd64", "d")));

    private static SortedMap<Platform, String> digests(String... pairs) {
        var digests = new TreeMap<Platform, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            digests.put(Platform.parse(pairs[i]).orElseThrow(), "sha256:" + pairs[i + 1].repeat(64));
        }
        return digests;
    }

    private static final Map<String, SortedMap<Platform, String>> FOUND = Map.of(
            "debian:12", digests("linux/amd64", "a", "linux/arm64", "e"),
            "alpine:3", digests("linux/amd64", "f"));

    @Test
    void of_everything_it_says_what_is_new_moved_unchanged_and_removed() {
        BasesUpdate update = BasesUpdate.of(LOCK, FOUND, true);

        assertThat(update.changes().stream().map(BasesUpdate.Change::toString))
                .containsExactly(
                        "alpine:3 linux/amd64: new, sha256:ffffffffffff",
                        "debian:12 linux/amd64: unchanged",
                        "debian:12 linux/arm64: sha256:bbbbbbbbbbbb -> sha256:eeeeeeeeeeee",
                        "debian:12 linux/s390x: removed",
                        "ubuntu:24.04 linux/amd64: removed");
        assertThat(update.lock())
                .isEqualTo(LOCK.with(Map.of(
                        "alpine:3", digests("linux/amd64", "f"),
                        "debian:12", digests("linux/amd64", "a", "linux/arm64", "e"))));
        assertThat(update.isChange()).isTrue();
    }

    @Test
    void of_a_selection_what_is_outside_of_it_stays_and_is_not_spoken_of() {
        BasesUpdate update = BasesUpdate.of(LOCK, FOUND, false);

        assertThat(update.changes().stream().map(BasesUpdate.Change::toString))
                .containsExactly(
                        "alpine:3 linux/amd64: new, sha256:ffffffffffff",
                        "debian:12 linux/amd64: unchanged",
                        "debian:12 linux/arm64: sha256:bbbbbbbbbbbb -> sha256:eeeeeeeeeeee");
        assertThat(update.lock())
                .isEqualTo(LOCK.with(Map.of(
                        "alpine:3", digests("linux/amd64", "f"),
                        "debian:12", digests("linux/amd64", "a", "linux/arm64", "e", "linux/s390x", "c"),
                        "ubuntu:24.04", digests("linux/amd64", "d"))));
    }

    @Test
    void what_is_as_it_was_is_no_change() {
        assertThat(BasesUpdate.of(LOCK, Map.of("ubuntu:24.04", digests("linux/amd64", "d")), false)
                        .isChange())
                .isFalse();
        assertThat(BasesUpdate.of(LOCK, Map.of("ubuntu:24.04", digests("linux/amd64", "d")), true)
                        .isChange())
                .isTrue();
    }
}
