package ai.gpustack.runner.release;

import static ai.gpustack.runner.release.Samples.IMAGE;
import static ai.gpustack.runner.release.Samples.digest;
import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.release.PromotionDecision.Already;
import ai.gpustack.runner.release.PromotionDecision.Promote;
import ai.gpustack.runner.release.PromotionDecision.Refused;
import ai.gpustack.runner.release.PromotionDecision.State;
import ai.gpustack.runner.release.PromotionDecision.Tested;
import ai.gpustack.runner.release.PromotionDecision.Tested.Verdict;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PromotionDecisionTest {

    private static final Map<String, String> CHILDREN = Map.of("linux/amd64", digest("a"), "linux/arm64", digest("b"));
    private static final Tested PASSED = new Tested(Verdict.PASSED, "");
    private static final Map<String, Tested> BOTH_PASSED = Map.of("linux/amd64", PASSED, "linux/arm64", PASSED);
    private static final String TAG = "localhost:5000/gpustack/runner:cpu12.15-tool1.0";

    private static PromotionDecision decide(State state) {
        return PromotionDecision.of(IMAGE, state);
    }

    private static State state(Optional<String> released, Map<String, Tested> tests, Optional<String> reason) {
        return new State(Optional.of(digest("d")), CHILDREN, CHILDREN, Map.of(), released, tests, reason);
    }

    @Test
    void what_passed_on_every_platform_gets_a_free_tag() {
        assertThat(decide(state(Optional.empty(), BOTH_PASSED, Optional.empty())))
                .isEqualTo(new Promote(digest("d"), Optional.empty()));
    }

    @Test
    void a_tag_that_has_the_digest_already_is_left_alone() {
        assertThat(decide(state(Optional.of(digest("d")), Map.of(), Optional.empty())))
                .isEqualTo(new Already(digest("d")));
    }

    @Test
    void a_taken_tag_does_not_move_without_a_reason() {
        assertThat(decide(state(Optional.of(digest("e")), BOTH_PASSED, Optional.empty())))
                .isEqualTo(new Refused(
                        TAG + " is not released: the tag is taken by " + digest("e")
                                + ", and a released tag never moves by itself; to move it, say -Drunner.force -Drunner.reason='…'",
                        false));
        assertThat(decide(state(Optional.of(digest("e")), BOTH_PASSED, Optional.of("CVE"))))
                .isEqualTo(new Promote(digest("d"), Optional.of(digest("e"))));
    }

    @Test
    void a_reason_does_not_replace_a_test() {
        assertThat(decide(state(Optional.of(digest("e")), Map.of(), Optional.of("CVE"))))
                .isInstanceOf(Refused.class);
    }

    @Test
    void a_platform_that_was_not_tested_refuses() {
        assertThat(decide(state(Optional.empty(), Map.of("linux/amd64", PASSED), Optional.empty())))
                .isEqualTo(
                        new Refused(TAG + " is not released: " + digest("d") + " wasn't tested on linux/arm64", true));
    }

    @Test
    void a_platform_that_passed_other_tests_refuses_and_can_be_tested_again() {
        var tests = Map.of(
                "linux/amd64", new Tested(Verdict.OUTDATED, "pack/cpu/tool.test.yml has changed since it was tested"),
                "linux/arm64", new Tested(Verdict.OUTDATED, "pack/cpu/tool.test.yml has changed since it was tested"));
        assertThat(decide(state(Optional.empty(), tests, Optional.empty())))
                .isEqualTo(new Refused(
                        TAG + " is not released: " + digest("d") + " wasn't tested on linux/amd64, linux/arm64;"
                                + " pack/cpu/tool.test.yml has changed since it was tested",
                        true));
    }

    @Test
    void a_platform_that_the_machine_can_not_run_refuses_and_no_command_there_would_change_that() {
        var impossible = new Tested(Verdict.IMPOSSIBLE_HERE, "dev isn't tested on linux/arm64: no emulator");
        assertThat(decide(state(
                        Optional.empty(), Map.of("linux/amd64", PASSED, "linux/arm64", impossible), Optional.empty())))
                .isEqualTo(new Refused(
                        TAG + " is not released: " + digest("d")
                                + " wasn't tested on linux/arm64; dev isn't tested on linux/arm64: no emulator",
                        false));
        assertThat(decide(state(Optional.empty(), Map.of("linux/arm64", impossible), Optional.empty())))
                .extracting(decision -> ((Refused) decision).isUnfinished())
                .isEqualTo(true);
    }

    @Test
    void a_platform_that_failed_refuses_and_says_what_failed() {
        var tests = Map.of("linux/amd64", PASSED, "linux/arm64", new Tested(Verdict.FAILED, "answers (timed out)"));
        assertThat(decide(state(Optional.empty(), tests, Optional.empty())))
                .isEqualTo(new Refused(
                        TAG + " is not released: " + digest("d")
                                + " failed its tests (linux/arm64: answers (timed out))",
                        false));
    }

    @Test
    void without_an_index_there_is_nothing_to_release() {
        var nothing = new State(
                Optional.empty(),
                Map.of(),
                Map.of("linux/amd64", digest("a")),
                Map.of("linux/arm64", new BuildCause(true, "its build failed: exit code: 1")),
                Optional.empty(),
                Map.of(),
                Optional.empty());
        assertThat(decide(nothing))
                .isEqualTo(new Refused(
                        TAG + " is not released: there is no " + TAG
                                + "-dev (linux/arm64: its build failed: exit code: 1)",
                        false));
    }

    @Test
    void an_index_that_is_not_what_the_plan_asks_for_refuses_and_says_why() {
        var stale = new State(
                Optional.of(digest("d")),
                Map.of("linux/amd64", digest("a"), "linux/s390x", digest("s")),
                Map.of("linux/amd64", digest("c")),
                Map.of(),
                Optional.empty(),
                BOTH_PASSED,
                Optional.empty());
        assertThat(decide(stale)).isInstanceOf(Refused.class);
        assertThat(((Refused) decide(stale)).reason())
                .contains("linux/amd64 is " + digest("a") + ", not " + digest("c"))
                .contains("it has no linux/arm64")
                .contains("it has linux/s390x, which isn't planned");
    }

    @Test
    void an_index_whose_platform_changed_and_was_not_built_again_refuses() {
        var changed = new State(
                Optional.of(digest("d")),
                CHILDREN,
                Map.of("linux/amd64", digest("a")),
                Map.of("linux/arm64", new BuildCause(true, "its build failed: exit code: 1")),
                Optional.empty(),
                BOTH_PASSED,
                Optional.empty());
        assertThat(((Refused) decide(changed)).reason())
                .contains("linux/arm64 has changed and isn't built: its build failed: exit code: 1");
    }
}
