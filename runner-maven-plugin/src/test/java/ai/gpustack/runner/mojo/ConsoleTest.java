package ai.gpustack.runner.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ConsoleTest {

    private static Log log(boolean isDebug, boolean isInfo) {
        return new SystemStreamLog() {
            @Override
            public boolean isDebugEnabled() {
                return isDebug;
            }

            @Override
            public boolean isInfoEnabled() {
                return isInfo;
            }
        };
    }

    private static MavenExecutionRequest request(boolean isInteractive, int threads) {
        var request = new DefaultMavenExecutionRequest();
        request.setInteractiveMode(isInteractive);
        request.setDegreeOfConcurrency(threads);
        return request;
    }

    @Test
    void a_person_at_a_terminal_sees_a_drawing() {
        assertThat(Console.mayDraw(request(true, 1), log(false, true))).isTrue();
    }

    @Test
    void in_batch_mode_quiet_with_debugging_or_beside_other_modules_nothing_is_drawn() {
        assertThat(Console.mayDraw(request(false, 1), log(false, true))).isFalse();
        assertThat(Console.mayDraw(request(true, 1), log(false, false))).isFalse();
        assertThat(Console.mayDraw(request(true, 1), log(true, true))).isFalse();
        assertThat(Console.mayDraw(request(true, 4), log(false, true))).isFalse();
    }

    @Test
    void colours_can_be_refused_by_either_name() {
        var properties = new Properties();
        assertThat(Console.isColoured(properties)).isTrue();
        properties.setProperty("style.color", "never");
        assertThat(Console.isColoured(properties)).isFalse();
        properties.setProperty("maven.style.color", "always");
        assertThat(Console.isColoured(properties)).isTrue();
    }
}
