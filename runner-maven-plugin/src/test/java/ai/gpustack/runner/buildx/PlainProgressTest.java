package ai.gpustack.runner.buildx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PlainProgressTest {

    private final List<String> heard = new ArrayList<>();

    private final BakeListener listener = new BakeListener() {
        @Override
        public void started(Set<String> targets, String step) {
            heard.add("started " + step);
        }

        @Override
        public void resumed(Set<String> targets, String step) {
            heard.add("resumed " + step);
        }

        @Override
        public void read(LocalRead read) {
            heard.add("read " + read.target() + " " + read.step() + (read.isFresh() ? "" : " from the cache"));
        }

        @Override
        public void printed(Set<String> targets, String line) {
            heard.add("printed " + line);
        }

        @Override
        public void ended(Set<String> targets, String step, String how) {
            heard.add("ended " + step + ": " + how);
        }

        @Override
        public void exported(String target, Optional<String> digest) {
            heard.add("exported " + digest.orElse("?"));
        }

        @Override
        public void failed(Set<String> targets, String step, String error, List<String> lastLines) {
            heard.add("failed " + step + ": " + error + " " + lastLines);
        }

        @Override
        public void warned(Set<String> targets, String warning) {
            heard.add("warned " + warning);
        }
    };

    private TargetResult result(String text, Map<String, String> digests, boolean succeeded) {
        var progress = new PlainProgress("x", listener);
        text.lines().forEach(progress::accept);
        return progress.results(digests, succeeded).get("x");
    }

    @Test
    void a_step_that_fails_fails_the_target_with_its_last_lines() {
        TargetResult result = result("""
                #0 building with "default" instance using docker driver

                #4 [x 2/2] RUN echo hello; exit 3
                #4 0.123 hello
                #4 ERROR: process "/bin/sh -c echo hello; exit 3" did not complete successfully: exit code: 3
                ------
                 > [x 2/2] RUN echo hello; exit 3:
                ------
                ERROR: failed to solve: process did not complete successfully: exit code: 3
                """, Map.of(), false);

        assertThat(result)
                .isEqualTo(new TargetResult.Failed(
                        Optional.of("[x 2/2] RUN echo hello; exit 3"),
                        "process \"/bin/sh -c echo hello; exit 3\" did not complete successfully: exit code: 3",
                        List.of("hello")));
        assertThat(heard).contains("started [x 2/2] RUN echo hello; exit 3", "printed hello");
    }

    @Test
    void what_was_running_when_it_was_ended_is_known_with_its_last_lines() {
        var progress = new PlainProgress("x", listener);
        """
                #4 [x 1/2] RUN echo one
                #4 0.1 one
                #4 DONE 0.2s
                #5 [x 2/2] RUN echo two; sleep 600
                #5 0.123 two
                #5 CANCELED
                #6 [y 1/1] RUN sleep 600
                """.lines().forEach(progress::accept);

        assertThat(progress.unfinished())
                .containsEntry(
                        "x",
                        Map.of("[x 2/2] RUN echo two; sleep 600", List.of("two"), "[y 1/1] RUN sleep 600", List.of()));
    }

    @Test
    void a_target_that_succeeds_has_the_digest_of_the_metadata() {
        TargetResult result = result("#1 [x 1/1] RUN true\n#1 DONE 0.1s\n", Map.of("x", "sha256:1"), true);

        assertThat(result).isEqualTo(new TargetResult.Built(Optional.of("sha256:1")));
        assertThat(heard)
                .containsExactly("started [x 1/1] RUN true", "ended [x 1/1] RUN true: DONE 0.1s", "exported sha256:1");
    }

    @Test
    void a_cache_that_cannot_be_read_fails_nothing() {
        TargetResult result = result(
                "#2 importing cache manifest from r/c:t\n#2 ERROR: r/c:t: 403 Forbidden\n",
                Map.of("x", "sha256:1"),
                true);

        assertThat(result).isInstanceOf(TargetResult.Built.class);
        assertThat(heard).contains("warned importing cache manifest from r/c:t: r/c:t: 403 Forbidden");
    }

    @Test
    void a_cache_that_is_not_there_yet_is_nothing_to_warn_of() {
        result(
                "#2 importing cache manifest from r/c:t\n"
                        + "#2 ERROR: failed to configure registry cache importer: r/c:t: not found\n",
                Map.of("x", "sha256:1"),
                true);

        assertThat(heard).noneMatch(line -> line.startsWith("warned"));
    }

    @Test
    void without_a_step_the_last_error_is_the_reason() {
        assertThat(result("ERROR: no builder \"nope\" found\n", Map.of(), false))
                .isEqualTo(new TargetResult.Failed(
                        Optional.empty(), "no builder \"nope\" found", List.of("ERROR: no builder \"nope\" found")));
    }
}
