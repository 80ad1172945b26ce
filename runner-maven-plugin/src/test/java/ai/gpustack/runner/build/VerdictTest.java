package ai.gpustack.runner.build;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.build.Verdict.Circumstances;
import ai.gpustack.runner.build.Verdict.End;
import ai.gpustack.runner.buildx.TargetResult;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class VerdictTest {

    private static final Circumstances NONE = new Circumstances(End.BY_ITSELF, false, false, false, Optional.empty());
    private static final Circumstances ENDED =
            new Circumstances(End.FOR_WHAT_HUNG, false, false, false, Optional.of("[x 1/1] RUN a"));
    private static final TargetResult AT_A_STEP = new TargetResult.Failed(Optional.of("a step"), "words", List.of());
    private static final TargetResult AT_NONE = new TargetResult.Failed(Optional.empty(), "words", List.of());
    private static final Failure LATE = failure(FailureKind.TIMEOUT);

    private static Failure failure(FailureKind kind) {
        return new Failure(kind, Optional.empty(), Optional.empty(), "words", Optional.empty(), List.of());
    }

    private static Verdict of(TargetResult result, Circumstances when, FailureKind kind) {
        return Verdict.of(result, when, () -> LATE, () -> failure(kind));
    }

    @Test
    void what_may_pass_is_tried_again_until_the_attempts_are_used_up() {
        var last = new Circumstances(End.BY_ITSELF, false, false, true, Optional.empty());

        assertThat(of(AT_A_STEP, NONE, FailureKind.NETWORK))
                .isEqualTo(new Verdict.TriedAgain(failure(FailureKind.NETWORK)));
        assertThat(of(AT_A_STEP, last, FailureKind.NETWORK))
                .isEqualTo(new Verdict.Failed(failure(FailureKind.NETWORK)));
        assertThat(of(AT_A_STEP, NONE, FailureKind.STEP)).isEqualTo(new Verdict.Failed(failure(FailureKind.STEP)));
    }

    @Test
    void when_a_bake_is_ended_for_what_hangs_the_others_begin_anew_but_what_had_failed_has_failed() {
        var late = new Circumstances(End.FOR_WHAT_HUNG, true, false, false, Optional.empty());
        var hadFailed = new Circumstances(End.FOR_WHAT_HUNG, true, true, false, Optional.empty());

        assertThat(of(AT_NONE, ENDED, FailureKind.OTHER)).isEqualTo(new Verdict.BeginsAnew());
        assertThat(of(new TargetResult.NotStarted("given up"), ENDED, FailureKind.OTHER))
                .isEqualTo(new Verdict.BeginsAnew());
        assertThat(of(new TargetResult.NotStarted("interrupted"), late, FailureKind.OTHER))
                .isEqualTo(new Verdict.Failed(LATE));
        assertThat(of(AT_A_STEP, hadFailed, FailureKind.NETWORK))
                .isEqualTo(new Verdict.TriedAgain(failure(FailureKind.NETWORK)));
    }

    @Test
    void an_image_that_is_where_it_belongs_is_built_however_the_bake_ended() {
        assertThat(of(new TargetResult.Built(Optional.of("sha256:a")), ENDED, FailureKind.OTHER))
                .isEqualTo(new Verdict.Built(Optional.of("sha256:a")));
    }

    @Test
    void what_is_ended_for_another_images_failure_says_so_unless_it_failed_by_itself() {
        var halted = new Circumstances(End.FOR_A_FAILURE, false, false, false, Optional.empty());

        assertThat(of(AT_NONE, halted, FailureKind.OTHER)).isEqualTo(new Verdict.GivenUp(Verdict.HALTED));
        assertThat(of(new TargetResult.NotStarted("x"), halted, FailureKind.OTHER))
                .isEqualTo(new Verdict.GivenUp(Verdict.HALTED));
        assertThat(of(AT_A_STEP, halted, FailureKind.NETWORK)).isEqualTo(new Verdict.GivenUp(Verdict.HALTED));
        assertThat(of(AT_A_STEP, halted, FailureKind.STEP)).isEqualTo(new Verdict.Failed(failure(FailureKind.STEP)));
    }

    @Test
    void what_is_ended_from_outside_says_where_it_was() {
        assertThat(of(
                        AT_NONE,
                        new Circumstances(End.FROM_OUTSIDE, false, false, false, Optional.of("[x 1/1] RUN a")),
                        FailureKind.OTHER))
                .isEqualTo(new Verdict.GivenUp("the build was interrupted at [x 1/1] RUN a"));
    }

    @Test
    void what_had_failed_before_everything_was_ended_from_outside_has_failed() {
        var again = new Circumstances(End.FROM_OUTSIDE, false, true, false, Optional.empty());
        var last = new Circumstances(End.FROM_OUTSIDE, false, true, true, Optional.empty());

        assertThat(of(AT_A_STEP, again, FailureKind.NETWORK))
                .isEqualTo(new Verdict.TriedAgain(failure(FailureKind.NETWORK)));
        assertThat(of(AT_A_STEP, last, FailureKind.NETWORK))
                .isEqualTo(new Verdict.Failed(failure(FailureKind.NETWORK)));
        assertThat(of(AT_NONE, again, FailureKind.NETWORK)).isEqualTo(new Verdict.GivenUp(Journal.NOT_BEGUN));
    }

    @Test
    void what_buildx_says_of_another_target_is_not_said_of_one_that_was_interrupted() {
        assertThat(of(
                        new TargetResult.NotStarted(
                                "buildx gave it up: target b: failed to solve: Canceled: context canceled"),
                        new Circumstances(End.FROM_OUTSIDE, false, false, false, Optional.empty()),
                        FailureKind.OTHER))
                .isEqualTo(new Verdict.GivenUp(Journal.NOT_BEGUN));
    }

    @Test
    void what_is_only_told_of_another_image_is_asked_for_unless_that_is_everybodys_trouble() {
        var untold = new TargetResult.Untold("words");

        assertThat(of(untold, NONE, FailureKind.OTHER)).isEqualTo(new Verdict.AskedAlone());
        assertThat(of(untold, NONE, FailureKind.BUILDER))
                .isEqualTo(new Verdict.TriedAgain(failure(FailureKind.BUILDER)));
        var last = new Circumstances(End.BY_ITSELF, false, false, true, Optional.empty());
        assertThat(of(untold, last, FailureKind.NETWORK)).isEqualTo(new Verdict.AskedAlone());
        assertThat(of(untold, last, FailureKind.BUILDER)).isEqualTo(new Verdict.Failed(failure(FailureKind.BUILDER)));
    }
}
