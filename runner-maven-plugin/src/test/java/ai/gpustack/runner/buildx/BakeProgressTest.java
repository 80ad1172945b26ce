package ai.gpustack.runner.buildx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What buildx 0.38.2 printed for four targets of one Dockerfile, two at a time: two that succeed and share steps with one
 * whose RUN fails, and one whose stage doesn't exist.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BakeProgressTest {

    private static final Set<String> TARGETS = Set.of("one_amd", "one_arm", "two_amd", "three");
    private static final String DIGEST = "sha256:a019363b3e31fd8af7b7e54848b677b58d5aa05e8ad895b7d7a26183169559ee";

    /** Hears and remembers. */
    private static final class Heard implements BakeListener {
        private final List<String> all = new ArrayList<>();

        @Override
        public void started(Set<String> targets, String step) {
            all.add("started " + new TreeSet<>(targets) + " " + step);
        }

        @Override
        public void resumed(Set<String> targets, String step) {
            all.add("resumed " + new TreeSet<>(targets) + " " + step);
        }

        @Override
        public void read(LocalRead read) {
            all.add("read " + read.target() + " " + read.step() + (read.isFresh() ? "" : " from the cache"));
        }

        @Override
        public void printed(Set<String> targets, String line) {
            all.add("printed " + new TreeSet<>(targets) + " " + line);
        }

        @Override
        public void ended(Set<String> targets, String step, String how) {
            all.add("ended " + new TreeSet<>(targets) + " " + step + ": " + how);
        }

        @Override
        public void failed(Set<String> targets, String step, String error, List<String> lastLines) {
            all.add("failed " + new TreeSet<>(targets) + " " + step + ": " + error + " " + lastLines);
        }

        @Override
        public void warned(Set<String> targets, String warning) {
            all.add("warned " + new TreeSet<>(targets) + " " + warning);
        }

        @Override
        public void exported(String target, Optional<String> digest) {
            all.add("exported " + target + " " + digest.orElse("?"));
        }
    }

    private final Heard heard = new Heard();

    private static List<String> recorded() throws IOException {
        try (InputStream stream = BakeProgressTest.class.getResourceAsStream("/buildx/four-targets.rawjson")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private Map<String, TargetResult> results(List<String> lines, Set<String> targets, Map<String, String> digests) {
        var progress = new BakeProgress(targets, true, heard);
        lines.forEach(progress::accept);
        return progress.results(digests, false);
    }

    @Test
    void each_target_ends_by_itself_whatever_becomes_of_the_others() throws IOException {
        Map<String, TargetResult> results =
                results(recorded(), TARGETS, Map.of("one_amd", DIGEST, "one_arm", "sha256:4642"));

        assertThat(results).containsEntry("one_amd", new TargetResult.Built(Optional.of(DIGEST)));
        assertThat(results).containsEntry("one_arm", new TargetResult.Built(Optional.of("sha256:4642")));
        assertThat(results)
                .containsEntry(
                        "two_amd",
                        new TargetResult.Failed(
                                Optional.of("[two 1/1] RUN echo two;     echo failing now; exit 3"),
                                "process \"/bin/sh -c echo two;     echo failing now; exit 3\" did not complete"
                                        + " successfully: exit code: 3",
                                List.of("two", "failing now")));
    }

    @Test
    void a_missing_stage_is_told_by_the_text_at_the_end() throws IOException {
        assertThat(results(recorded(), TARGETS, Map.of()).get("three"))
                .isEqualTo(new TargetResult.Failed(
                        Optional.empty(),
                        "failed to solve: target stage \"nope\" could not be found (did you mean one?)",
                        List.of()));
    }

    @Test
    void a_step_is_heard_of_under_each_target_that_needs_it_with_what_it_printed() throws IOException {
        results(recorded(), TARGETS, Map.of());

        assertThat(heard.all)
                .contains(
                        "started [one_arm] [runtime 2/2] RUN echo runtime",
                        "printed [one_arm] one 1",
                        "printed [one_arm] err",
                        "printed [two_amd] failing now",
                        "exported one_amd " + DIGEST)
                .noneMatch(line -> line.startsWith("exported t"));
    }

    @Test
    void alone_a_target_has_no_name_in_front_of_its_steps() {
        String vertex = """
                {"vertexes":[{"digest":"sha256:1","name":"[x 1/1] RUN false","started":"2026-01-01T00:00:00Z",\
                "completed":"2026-01-01T00:00:01Z","error":"exit code: 1"}]}""";

        assertThat(results(List.of(vertex), Set.of("only"), Map.of()).get("only"))
                .isEqualTo(new TargetResult.Failed(Optional.of("[x 1/1] RUN false"), "exit code: 1", List.of()));
        assertThat(heard.all)
                .containsExactly(
                        "started [only] [x 1/1] RUN false",
                        "failed [only] [x 1/1] RUN false: exit code: 1 []",
                        "ended [only] [x 1/1] RUN false: ERROR: exit code: 1");
    }

    @Test
    void what_was_running_when_it_was_ended_is_known_with_its_last_lines() {
        var progress = new BakeProgress(Set.of("a", "b"), true, heard);
        Stream.of(
                        """
                        {"vertexes":[{"digest":"1","name":"[a x 1/2] RUN hangs","started":"2026-01-01T00:00:00Z"},\
                        {"digest":"1","name":"[b x 1/2] RUN hangs","started":"2026-01-01T00:00:00Z"},\
                        {"digest":"2","name":"[b y 1/2] RUN ends","started":"2026-01-01T00:00:00Z"},\
                        {"digest":"3","name":"[b y 2/2] RUN later"}]}""",
                        "{\"logs\":[{\"vertex\":\"1\",\"data\":\"aXQgaGFuZ3MK\"}]}",
                        "{\"vertexes\":[{\"digest\":\"2\",\"name\":\"[b y 1/2] RUN ends\",\"completed\":\"2026-01-01T00:00:01Z\"}]}",
                        """
                        {"vertexes":[{"digest":"1","name":"[b x 1/2] RUN hangs","completed":"2026-01-01T00:00:09Z","error":"context canceled"}]}""")
                .forEach(progress::accept);

        assertThat(progress.unfinished())
                .isEqualTo(Map.of(
                        "a", Map.of("[x 1/2] RUN hangs", List.of("it hangs")),
                        "b", Map.of("[x 1/2] RUN hangs", List.of("it hangs"))));
    }

    @Test
    void only_the_last_lines_of_a_failing_step_are_kept() {
        var lines = new ArrayList<String>();
        lines.add(
                "{\"vertexes\":[{\"digest\":\"d\",\"name\":\"[x 1/1] RUN seq\",\"started\":\"2026-01-01T00:00:00Z\"}]}");
        for (int i = 0; i < 1_000; i++) {
            String data = Base64.getEncoder().encodeToString((i + "\n").getBytes(StandardCharsets.UTF_8));
            lines.add("{\"logs\":[{\"vertex\":\"d\",\"data\":\"" + data + "\"}]}");
        }
        lines.add(
                "{\"vertexes\":[{\"digest\":\"d\",\"name\":\"[x 1/1] RUN seq\",\"completed\":\"2026-01-01T00:00:01Z\","
                        + "\"error\":\"boom\"}]}");

        var failed = (TargetResult.Failed) results(lines, Set.of("x"), Map.of()).get("x");

        assertThat(failed.lastLines()).hasSize(LastLines.MOST).endsWith("998", "999");
    }

    private static String log(String data) {
        String encoded = Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.UTF_8));
        return "{\"vertex\": \"sha256:1\", \"data\": \"" + encoded + "\"}";
    }

    @Test
    void a_failure_comes_with_what_the_step_printed_at_its_very_end() {
        var progress = new BakeProgress(Set.of("only"), true, heard);
        progress.accept("{\"vertexes\": [{\"digest\": \"sha256:1\", \"name\": \"RUN x\", \"started\":"
                + " \"2026-11-23T00:00:00Z\", \"completed\": \"2026-11-23T00:00:01Z\", \"error\": \"exit code: 3\"}],"
                + " \"logs\": [" + log("one\ntwo, without an end") + "]}");

        assertThat(heard.all)
                .containsExactly(
                        "started [only] RUN x",
                        "printed [only] one",
                        "failed [only] RUN x: exit code: 3 [one, two, without an end]",
                        "ended [only] RUN x: ERROR: exit code: 3");
    }

    @Test
    void lines_that_come_after_their_steps_end_stay_whole_and_in_order() {
        var progress = new BakeProgress(Set.of("only"), true, heard);
        progress.accept("{\"vertexes\": [{\"digest\": \"sha256:1\", \"name\": \"RUN x\", \"started\":"
                + " \"2026-11-23T00:00:00Z\"}], \"logs\": [" + log("one\ntw") + "]}");
        progress.accept("{\"vertexes\": [{\"digest\": \"sha256:1\", \"name\": \"RUN x\", \"started\":"
                + " \"2026-11-23T00:00:00Z\", \"completed\": \"2026-11-23T00:00:01Z\"}]}");
        progress.accept("{\"logs\": [" + log("o\nthree\nfour") + "]}");
        progress.results(Map.of("only", DIGEST), true);

        assertThat(heard.all)
                .filteredOn(line -> line.startsWith("printed"))
                .containsExactly(
                        "printed [only] one", "printed [only] two", "printed [only] three", "printed [only] four");
    }

    private BakeProgress running() {
        var progress = new BakeProgress(Set.of("only"), true, heard);
        progress.accept("{\"vertexes\": [{\"digest\": \"sha256:1\", \"name\": \"RUN x\", \"started\":"
                + " \"2026-11-23T00:00:00Z\"}]}");
        return progress;
    }

    @Test
    void of_a_progress_bar_however_long_it_runs_only_the_end_is_kept() {
        BakeProgress progress = running();
        String bars = "\r 50 % of weights".repeat(1_000);
        for (int length = 0; length <= 2 * StepOutput.LONGEST_LINE; length += bars.length()) {
            progress.accept("{\"logs\": [" + log(bars) + "]}");
        }
        progress.accept("{\"logs\": [" + log("\rdone\r") + "]}");
        progress.accept("{\"logs\": [" + log("\nnext\n") + "]}");

        assertThat(heard.all).containsExactly("started [only] RUN x", "printed [only] done", "printed [only] next");
    }

    @Test
    void a_line_that_does_not_end_is_cut_and_loses_nothing() {
        BakeProgress progress = running();
        String piece = "x".repeat(10_000);
        for (int i = 0; i < 20; i++) {
            progress.accept("{\"logs\": [" + log(piece) + "]}");
        }
        progress.accept("{\"logs\": [" + log("\n") + "]}");

        List<String> printed = heard.all.subList(1, heard.all.size());
        assertThat(printed).allMatch(line -> line.length() < StepOutput.LONGEST_LINE + 2 * piece.length());
        assertThat(String.join("", printed).replace("printed [only] ", "")).isEqualTo(piece.repeat(20));
    }

    private static String readingCache(String error) {
        return "{\"vertexes\":[{\"digest\":\"c\",\"name\":\"importing cache manifest from r/c:t\","
                + "\"started\":\"2026-01-01T00:00:00Z\",\"completed\":\"2026-01-01T00:00:01Z\",\"error\":\"" + error
                + "\"}]}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "failed to configure registry cache importer: unexpected status: 403 Forbidden",
                // a part of it is gone
                "r/c@sha256:0000: not found"
            })
    void a_cache_that_is_there_and_cannot_be_read_is_told_and_fails_nothing(String error) {
        var progress = new BakeProgress(Set.of("x"), true, heard);
        progress.accept(readingCache(error));

        assertThat(heard.all).contains("warned [x] importing cache manifest from r/c:t: " + error);
        assertThat(progress.results(Map.of("x", DIGEST), true))
                .containsEntry("x", new TargetResult.Built(Optional.of(DIGEST)));
    }

    @Test
    void a_cache_that_is_not_there_yet_is_nothing_to_warn_of_and_fails_nothing() {
        var progress = new BakeProgress(Set.of("x"), true, heard);
        progress.accept(readingCache("failed to configure registry cache importer: r/c:t: not found"));

        assertThat(heard.all).noneMatch(line -> line.startsWith("warned"));
        assertThat(progress.results(Map.of("x", DIGEST), true))
                .containsEntry("x", new TargetResult.Built(Optional.of(DIGEST)));
    }

    @Test
    void a_target_whose_push_is_over_is_built_although_buildx_was_ended_before_it_wrote_its_metadata() {
        var progress = new BakeProgress(Set.of("x", "y"), true, heard);
        progress.accept("{\"vertexes\":[{\"digest\":\"e\",\"name\":\"[x] exporting to image\","
                + "\"started\":\"2026-01-01T00:00:00Z\"}],"
                + "\"statuses\":[{\"id\":\"exporting manifest " + DIGEST + "\",\"vertex\":\"e\"},"
                + "{\"id\":\"pushing manifest for r:t@" + DIGEST
                + "\",\"vertex\":\"e\",\"started\":\"2026-01-01T00:00:00.5Z\"}]}");
        progress.accept("{\"vertexes\":[{\"digest\":\"e\",\"name\":\"[x] exporting to image\","
                + "\"started\":\"2026-01-01T00:00:00Z\",\"completed\":\"2026-01-01T00:00:01Z\"}]}");

        assertThat(progress.results(Map.of(), false))
                .containsEntry("x", new TargetResult.Built(Optional.of(DIGEST)))
                .containsEntry(
                        "y",
                        new TargetResult.Failed(Optional.empty(), "buildx ended without a result for it", List.of()));
    }

    @Test
    void a_target_that_comes_to_a_step_after_it_has_failed_fails_with_it() {
        String vertex = "{\"vertexes\":[{\"digest\":\"s\",\"name\":\"[%s base 1/1] RUN false\","
                + "\"started\":\"2026-01-01T00:00:00Z\",\"completed\":\"2026-01-01T00:00:01Z\",\"error\":\"exit code: 1\"}]}";
        var progress = new BakeProgress(Set.of("a", "b"), true, heard);
        progress.accept(vertex.formatted("a"));
        progress.accept(vertex.formatted("b"));

        assertThat(heard.all)
                .contains(
                        "failed [a] [base 1/1] RUN false: exit code: 1 []",
                        "failed [b] [base 1/1] RUN false: exit code: 1 []");
    }

    private static final String DEFINITIONS =
            "{\"vertexes\":[{\"digest\":\"d\",\"name\":\"[internal] load local bake definitions\","
                    + "\"started\":\"2026-01-01T00:00:00Z\",\"completed\":\"2026-01-01T00:00:00Z\"}]}";

    @ParameterizedTest
    @ValueSource(strings = {"[internal] waiting for connection", "[internal] booting buildkit"})
    void a_builder_that_was_waited_for_in_vain_was_not_reached(String waiting) {
        var progress = new BakeProgress(Set.of("a"), true, heard);
        progress.accept(DEFINITIONS);
        progress.accept(
                "{\"vertexes\":[{\"digest\":\"w\",\"name\":\"" + waiting + "\","
                        + "\"started\":\"2026-01-01T00:00:00Z\",\"completed\":\"2026-01-01T00:00:20Z\",\"error\":\"deadline\"}]}");
        progress.accept("ERROR: context deadline exceeded");

        assertThat(progress.hasBegun()).isFalse();
    }

    @Test
    void a_definition_that_is_refused_is_no_builder_that_was_not_reached() {
        var progress = new BakeProgress(Set.of("a"), true, heard);
        progress.accept(DEFINITIONS);
        progress.accept("ERROR: additional privileges requested");

        assertThat(progress.hasBegun()).isTrue();
    }

    /** What a worker's BuildKit (0.34.2) printed: it exports first, and pushes afterwards. The second target's registry isn't there. */
    private static List<String> recordedOfAWorker() throws IOException {
        try (InputStream stream = BakeProgressTest.class.getResourceAsStream("/buildx/pushing-worker.rawjson")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    @Test
    void what_is_exported_but_could_not_be_pushed_has_failed() throws IOException {
        String digest = "sha256:ac7e9fca5f15d9b674644fab89ef49100f3552d1a104a517e2f6f3cb460a522f";
        Map<String, TargetResult> results = results(recordedOfAWorker(), Set.of("one", "two"), Map.of("one", digest));

        assertThat(results).containsEntry("one", new TargetResult.Built(Optional.of(digest)));
        assertThat(results.get("two")).isInstanceOfSatisfying(TargetResult.Failed.class, failed -> {
            assertThat(failed.step()).contains("exporting to image");
            assertThat(failed.error()).startsWith("failed to push localhost:9/rec/two:1: ");
        });
        assertThat(heard.all)
                .filteredOn(said -> said.contains("export") && !said.contains("proven"))
                .containsSubsequence(
                        "started [one] exporting to image",
                        "ended [one] exporting to image: DONE 0.0s",
                        "resumed [one] exporting to image",
                        "ended [one] exporting to image: DONE 0.1s",
                        "exported one " + digest)
                .noneMatch(said -> said.startsWith("exported two"));
    }

    private static final String RUNS = "{\"vertexes\":["
            + "{\"digest\":\"e\",\"name\":\"[x] exporting to image\",\"started\":\"2026-01-01T00:00:00Z\","
            + "\"completed\":\"2026-01-01T00:00:01Z\"},"
            + "{\"digest\":\"e\",\"name\":\"[x] exporting to image\",\"started\":\"2026-01-01T00:00:02Z\"%s}],"
            + "\"statuses\":[{\"id\":\"pushing manifest for r:t@" + DIGEST + "\",\"vertex\":\"e\","
            + "\"started\":\"2026-01-01T00:00:03Z\"}]}";

    /** Buildx tells of what happened within a tenth of a second at once: often the end of the export and the beginning of the push. */
    @Test
    void an_export_and_its_push_are_told_apart_also_where_they_are_told_at_once() {
        var progress = new BakeProgress(Set.of("x", "y"), true, heard);
        progress.accept(RUNS.formatted(""));

        assertThat(heard.all)
                .containsExactly(
                        "started [x] exporting to image",
                        "ended [x] exporting to image: DONE 1.0s",
                        "resumed [x] exporting to image");
        assertThat(progress.unfinished()).containsOnlyKeys("x");
        progress.accept("{\"vertexes\":[{\"digest\":\"e\",\"name\":\"[x] exporting to image\","
                + "\"started\":\"2026-01-01T00:00:02Z\",\"completed\":\"2026-01-01T00:00:04Z\"}]}");

        assertThat(heard.all).contains("exported x ?");
    }

    @Test
    void an_export_its_push_and_that_pushs_failure_may_be_told_at_once() {
        var progress = new BakeProgress(Set.of("x", "y"), true, heard);
        progress.accept(
                RUNS.formatted(",\"completed\":\"2026-01-01T00:00:04Z\",\"error\":\"failed to push r:t: 403\""));

        assertThat(heard.all)
                .contains("failed [x] exporting to image: failed to push r:t: 403 []")
                .noneMatch(said -> said.startsWith("exported"));
        heard.all.clear();
        new BakeProgress(Set.of("x", "y"), true, heard)
                .accept(RUNS.formatted(",\"completed\":\"2026-01-01T00:00:04Z\""));
        assertThat(heard.all).containsOnlyOnce("exported x ?");
    }

    @Test
    void a_worker_that_is_ended_while_it_pushes_has_pushed_nothing() throws IOException {
        List<String> all = recordedOfAWorker();
        int pushes = all.indexOf(all.stream()
                .filter(line -> line.contains("pushing manifest for localhost:5000/rec/one:1"))
                .findFirst()
                .orElseThrow());
        var progress = new BakeProgress(Set.of("one", "two"), true, heard);
        all.subList(0, pushes + 1).forEach(progress::accept);

        assertThat(progress.unfinished().get("one")).containsKey("exporting to image");
        assertThat(progress.results(Map.of(), false).get("one")).isNotInstanceOf(TargetResult.Built.class);
    }

    @Test
    void what_is_loaded_is_done_when_the_engine_has_it_and_an_archive_only_when_bake_says_so() {
        String exporting = "{\"vertexes\":[{\"digest\":\"%s\",\"name\":\"[%s] exporting to %s\",\"started\":"
                + "\"2026-01-01T00:00:00Z\",\"completed\":\"2026-01-01T00:00:01Z\"}]}";
        var progress = new BakeProgress(Set.of("a", "b"), false, heard);
        progress.accept(exporting.formatted("1", "a", "image"));
        progress.accept(exporting.formatted("2", "b", "oci image format"));

        assertThat(heard.all).contains("exported a ?").doesNotContain("exported b ?");
        assertThat(progress.results(Map.of("b", DIGEST), true))
                .containsEntry("b", new TargetResult.Built(Optional.of(DIGEST)));
    }

    @Test
    void targets_that_were_given_up_are_told_from_those_that_failed() {
        var progress = new BakeProgress(Set.of("a", "b"), true, heard);
        progress.accept("{\"vertexes\":[{\"digest\":\"r\",\"name\":\"[internal] target results\"}]}");
        progress.accept(
                "{\"statuses\":[{\"id\":\"a: aborted\",\"vertex\":\"r\"},{\"id\":\"b: not started\",\"vertex\":\"r\"}]}");
        progress.accept("ERROR: context canceled");

        assertThat(progress.results(Map.of(), false).values())
                .allSatisfy(result -> assertThat(result)
                        .isEqualTo(new TargetResult.NotStarted("buildx gave it up: context canceled")));
    }

    @Test
    void what_one_target_reads_the_others_take_from_the_cache() throws IOException {
        results(recorded(), TARGETS, Map.of());

        List<String> reads =
                heard.all.stream().filter(said -> said.startsWith("read ")).toList();
        assertThat(reads)
                .contains("read one_amd [internal] load build definition from Dockerfile")
                .contains("read two_amd [internal] load build definition from Dockerfile from the cache")
                .contains("read three [internal] load build definition from Dockerfile from the cache")
                .doesNotContain("read three [internal] load build definition from Dockerfile");
    }

    @Test
    void a_target_that_has_only_steps_that_others_began_has_begun_and_ends_with_them() {
        String vertex = "{\"vertexes\":[{\"digest\":\"s\",\"name\":\"[%s internal] load x\","
                + "\"started\":\"2026-01-01T00:00:00Z\"%s}]}";
        var progress = new BakeProgress(Set.of("a", "b", "c"), true, heard);
        progress.accept(vertex.formatted("a", ""));
        progress.accept("{\"vertexes\":[{\"digest\":\"s\",\"name\":\"[b internal] load x\"}]}");
        progress.accept(vertex.formatted("a", ",\"completed\":\"2026-01-01T00:00:01Z\""));
        progress.accept(vertex.formatted("c", ",\"completed\":\"2026-01-01T00:00:02Z\""));

        assertThat(heard.all)
                .containsExactly(
                        "started [a] [internal] load x",
                        "started [b] [internal] load x",
                        "ended [a, b] [internal] load x: DONE 1.0s",
                        "started [c] [internal] load x",
                        "ended [c] [internal] load x: DONE 2.0s");
    }

    /** What the first stage of two targets printed when another step of the first one failed (0.38.2). */
    @Test
    void a_step_that_one_target_gives_up_goes_on_for_the_others() {
        String vertex = "{\"vertexes\":[{\"digest\":\"s\",\"name\":\"[%s a 2/2] RUN sleep\","
                + "\"started\":\"2026-01-01T00:00:00Z\"%s}]}";
        var progress = new BakeProgress(Set.of("hello", "world"), true, heard);
        progress.accept(vertex.formatted("hello", ""));
        progress.accept(vertex.formatted("world", ""));
        progress.accept(
                vertex.formatted("world", ",\"completed\":\"2026-01-01T00:00:01Z\",\"error\":\"context canceled\""));

        assertThat(progress.unfinished()).containsKeys("hello", "world");
        progress.accept(vertex.formatted("hello", ",\"completed\":\"2026-01-01T00:00:07Z\""));

        assertThat(heard.all)
                .containsExactly(
                        "started [hello] [a 2/2] RUN sleep",
                        "started [world] [a 2/2] RUN sleep",
                        "ended [world] [a 2/2] RUN sleep: ERROR: context canceled",
                        "ended [hello] [a 2/2] RUN sleep: DONE 7.0s");
        assertThat(progress.unfinished()).containsOnlyKeys("world");
    }

    private static final String LOOK =
            "{\"vertexes\":[{\"digest\":\"m\",\"name\":\"[%s internal] load metadata for x\","
                    + "\"started\":\"%s\"%s}]}";

    /** A base image is looked at for each target by itself, under one digest. */
    @Test
    void a_step_that_fails_for_one_target_and_not_for_another_is_told_of_each() {
        var progress = new BakeProgress(Set.of("one", "two"), true, heard);
        progress.accept(LOOK.formatted("one", "2026-01-01T00:00:00Z", ""));
        progress.accept("{\"vertexes\":[{\"digest\":\"m\",\"name\":\"[two internal] load metadata for x\"}]}");
        progress.accept(LOOK.formatted(
                "one", "2026-01-01T00:00:00Z", ",\"completed\":\"2026-01-01T00:00:01Z\",\"error\":\"429\""));
        progress.accept(LOOK.formatted("two", "2026-01-01T00:00:02Z", ",\"completed\":\"2026-01-01T00:00:03Z\""));
        progress.accept(
                "{\"vertexes\":[{\"digest\":\"r\",\"name\":\"[two x 1/1] RUN hangs\",\"started\":\"2026-01-01T00:00:03Z\","
                        + "\"completed\":\"2026-01-01T00:00:09Z\",\"error\":\"context canceled\"}]}");
        progress.accept("ERROR: target two: failed to solve: Canceled: context canceled");

        assertThat(heard.all)
                .contains("failed [one] [internal] load metadata for x: 429 []")
                .noneMatch(said -> said.startsWith("failed [two"));
        assertThat(progress.results(Map.of(), false))
                .containsEntry(
                        "one", new TargetResult.Failed(Optional.of("[internal] load metadata for x"), "429", List.of()))
                .containsEntry("two", new TargetResult.NotStarted("the build was interrupted at [x 1/1] RUN hangs"));
    }

    @Test
    void what_a_target_needs_and_was_told_nothing_of_has_failed_for_it_as_for_the_others() {
        var progress = new BakeProgress(Set.of("one", "two"), true, heard);
        progress.accept("{\"vertexes\":[{\"digest\":\"m\",\"name\":\"[two internal] load metadata for x\"}]}");
        progress.accept(LOOK.formatted(
                "one", "2026-01-01T00:00:00Z", ",\"completed\":\"2026-01-01T00:00:01Z\",\"error\":\"429\""));
        progress.accept("ERROR: target one: failed to solve: 429");

        assertThat(progress.results(Map.of(), false))
                .containsEntry(
                        "two",
                        new TargetResult.Failed(Optional.of("[internal] load metadata for x"), "429", List.of()));
    }

    private static String told(String name, int began, String rest) {
        return "{\"vertexes\":[{\"digest\":\"s\",\"name\":\"%s\",\"started\":\"2026-01-01T00:00:%02dZ\"%s}]}"
                .formatted(name, began, rest);
    }

    private static String completed(int at) {
        return ",\"completed\":\"2026-01-01T00:00:%02dZ\"".formatted(at);
    }

    private static String printed(String text) {
        return "{\"logs\":[{\"vertex\":\"s\",\"data\":\""
                + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "\"}]}";
    }

    /** BuildKit asks its cache for a base image three times before it pulls it, all in one vertex (recorded). */
    @Test
    void a_base_image_that_is_pulled_is_at_work_although_its_step_has_ended_before() throws IOException {
        var progress = new BakeProgress(Set.of("one", "two"), true, heard);
        recordedOfAWorker().subList(0, 53).forEach(progress::accept);

        assertThat(progress.unfinished())
                .containsOnlyKeys("one", "two")
                .allSatisfy((target, steps) -> assertThat(steps.keySet())
                        .singleElement()
                        .asString()
                        .startsWith("[runtime 1/2] FROM docker.io/library/debian:bookworm-slim@sha256:"));
        assertThat(heard.all)
                .filteredOn(said -> said.contains("FROM") && said.contains("[one]"))
                .extracting(said -> said.substring(0, said.indexOf(' ')))
                .containsExactly("started", "ended", "resumed", "ended", "resumed", "ended", "resumed");
    }

    @Test
    void a_pull_that_fails_after_the_cache_was_asked_is_told_with_its_end() {
        var progress = new BakeProgress(Set.of("a", "b"), true, heard);
        progress.accept(told("[a x 1/2] FROM r/base", 0, completed(1)));
        progress.accept(told("[a x 1/2] FROM r/base", 2, ""));
        progress.accept(told("[a x 1/2] FROM r/base", 2, completed(9) + ",\"error\":\"blob not found\""));

        assertThat(heard.all)
                .containsExactly(
                        "started [a] [x 1/2] FROM r/base",
                        "ended [a] [x 1/2] FROM r/base: DONE 1.0s",
                        "resumed [a] [x 1/2] FROM r/base",
                        "failed [a] [x 1/2] FROM r/base: blob not found []",
                        "ended [a] [x 1/2] FROM r/base: ERROR: blob not found");
    }

    @Test
    void what_is_looked_at_for_each_target_ends_for_each_by_itself() {
        var progress = new BakeProgress(Set.of("a", "b"), true, heard);
        progress.accept(told("[a internal] load metadata for x", 0, ""));
        progress.accept(told("[b internal] load metadata for x", 0, ""));
        progress.accept(told("[a internal] load metadata for x", 0, completed(1)));

        assertThat(progress.unfinished()).containsOnlyKeys("b");
        progress.accept(told("[b internal] load metadata for x", 0, completed(9) + ",\"error\":\"429\""));
        assertThat(heard.all)
                .endsWith(
                        "ended [a] [internal] load metadata for x: DONE 1.0s",
                        "failed [b] [internal] load metadata for x: 429 []",
                        "ended [b] [internal] load metadata for x: ERROR: 429");
    }

    /** A step that has failed for all who needed it is run anew for one that needs it later. */
    @ParameterizedTest
    @ValueSource(strings = {"", ",\"error\":\"exit code: 4\""})
    void a_target_keeps_what_a_step_printed_when_it_failed_whatever_it_prints_for_another(String error) {
        var progress = new BakeProgress(Set.of("a", "b"), true, heard);
        progress.accept(told("[a base 1/1] RUN flaky", 0, ""));
        progress.accept(printed("why a failed\nwithout an end"));
        progress.accept(told("[a base 1/1] RUN flaky", 0, completed(2) + ",\"error\":\"exit code: 3\""));
        progress.accept("{\"vertexes\":[{\"digest\":\"s\",\"name\":\"[b base 1/1] RUN flaky\"}]}");
        progress.accept(told("[b base 1/1] RUN flaky", 10, ""));
        progress.accept(printed("b's own\n"));
        progress.accept(told("[b base 1/1] RUN flaky", 10, completed(12) + error));

        Map<String, TargetResult> results = progress.results(Map.of("b", DIGEST), false);
        assertThat(results)
                .containsEntry(
                        "a",
                        new TargetResult.Failed(
                                Optional.of("[base 1/1] RUN flaky"),
                                "exit code: 3",
                                List.of("why a failed", "without an end")));
        assertThat(heard.all)
                .contains("printed [a] without an end", "printed [b] b's own")
                .doesNotContain("printed [a, b] b's own");
        if (!error.isEmpty()) {
            assertThat(heard.all).contains("failed [b] [base 1/1] RUN flaky: exit code: 4 [b's own]");
        }
    }

    /** Without the cache, or when another target has let go of it. */
    @Test
    void what_a_step_prints_that_runs_anew_for_another_target_is_not_heard_by_the_first() {
        var progress = new BakeProgress(Set.of("a", "b"), true, heard);
        progress.accept(told("[a base 1/1] RUN make", 0, ""));
        progress.accept(printed("made for a\n"));
        progress.accept(told("[a base 1/1] RUN make", 0, completed(2)));
        progress.accept(printed("late\n"));
        progress.accept(told("[b base 1/1] RUN make", 10, ""));
        progress.accept(printed("made for b\n"));

        assertThat(heard.all)
                .containsExactly(
                        "started [a] [base 1/1] RUN make",
                        "printed [a] made for a",
                        "ended [a] [base 1/1] RUN make: DONE 2.0s",
                        "printed [a] late",
                        "started [b] [base 1/1] RUN make",
                        "printed [b] made for b");
    }

    /** Ended as another image failed: what that one failed with isn't this one's failure. */
    @Test
    void a_target_that_had_only_announced_a_step_did_not_fail_with_it_if_the_bake_was_ended() {
        var progress = new BakeProgress(Set.of("a", "b"), true, heard);
        progress.accept("{\"vertexes\":[{\"digest\":\"s\",\"name\":\"[b base 1/1] RUN false\"}]}");
        progress.accept(told("[a base 1/1] RUN false", 0, completed(2) + ",\"error\":\"exit code: 1\""));
        progress.accept("ERROR: context canceled");

        assertThat(progress.results(Map.of(), false).get("b"))
                .isEqualTo(new TargetResult.Failed(
                        Optional.empty(), "context canceled", List.of("ERROR: context canceled")));
    }

    @Test
    void malformed_lines_never_throw() throws IOException {
        var random = new Random(20261123);
        var progress = new BakeProgress(TARGETS, true, heard);
        for (int round = 0; round < 20; round++) {
            for (String line : recorded()) {
                int cut = random.nextInt(line.length() + 1);
                progress.accept(
                        switch (random.nextInt(4)) {
                            case 0 -> line.substring(0, cut);
                            case 1 -> line.substring(cut);
                            case 2 -> line.replaceFirst("\"(name|vertex|digest|data)\":\"[^\"]*\"", "\"$1\":[{}]");
                            default -> line;
                        });
            }
        }
        assertThat(progress.results(Map.of(), false)).containsOnlyKeys(TARGETS);
    }
}
