package ai.gpustack.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StageLinesTest {

    private final RecordedLines log = new RecordedLines();

    @Test
    void a_goal_that_is_broken_off_says_once_how_far_it_came_and_what_was_under_way() {
        try (var lines = new StageLines(log, 3, "platform image", "tested")) {
            lines.begins("runner:a-dev on linux/amd64");
            lines.says("linux/amd64 ok     starts");
            lines.ended("runner:a-dev on linux/amd64 passed 1 check");
            lines.begins("runner:b-dev on linux/amd64");
            lines.brokenOff();
            lines.brokenOff();
        }

        assertThat(log.lines())
                .containsExactly(
                        "[INFO] linux/amd64 ok     starts",
                        "[INFO] runner:a-dev on linux/amd64 passed 1 check",
                        "[WARNING] ended before its time, with 1 of 3 platform images tested; without runner.force, the"
                                + " same command goes on",
                        "[WARNING]   was under way: runner:b-dev on linux/amd64");
    }

    @Test
    void a_goal_that_is_over_was_not_broken_off() {
        try (var lines = new StageLines(log, 1, "image", "released")) {
            lines.begins("runner:a");
            lines.ended("runner:a is released");
            lines.brokenOff();
        }

        assertThat(log.lines()).containsExactly("[INFO] runner:a is released");
    }
}
