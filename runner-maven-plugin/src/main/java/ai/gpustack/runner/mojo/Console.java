package ai.gpustack.runner.mojo;

import ai.gpustack.runner.build.BuildListener;
import ai.gpustack.runner.process.Programs;
import ai.gpustack.runner.report.BuildView;
import ai.gpustack.runner.report.LineLog;
import ai.gpustack.runner.report.Screen;
import ai.gpustack.runner.report.TerminalScreen;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.plugin.logging.Log;

/** Who looks at this Maven, and how they want to be told: what {@code -B}, {@code -q}, {@code -X}, {@code -T} and colours mean. */
final class Console {

    private Console() {}

    /**
     * What shows a build: a live view for a person at a terminal, lines for everybody else.
     *
     * @param request how Maven was called
     * @param log takes lines, and drops those that {@code -q} doesn't want
     * @param environment this process's environment
     * @param programs asks for the terminal's size
     * @return what shows a build
     */
    static BuildListener view(
            MavenExecutionRequest request, Log log, Map<String, String> environment, Programs programs) {
        LineLog lines = lines(log);
        Optional<Screen> screen = mayDraw(request, log)
                ? TerminalScreen.find(environment, programs, isColoured(request.getUserProperties()))
                : Optional.empty();
        return screen.map(found -> BuildView.live(found, lines))
                .orElseGet(() -> BuildView.lines(lines, log.isDebugEnabled()));
    }

    /**
     * Whether Maven's own flags leave room for a drawing: not in batch mode, not where it is quiet, and neither under -X nor
     * beside other modules (-T), where so much else is printed that a drawing would only flicker.
     */
    static boolean mayDraw(MavenExecutionRequest request, Log log) {
        return request.isInteractiveMode()
                && log.isInfoEnabled()
                && !log.isDebugEnabled()
                && request.getDegreeOfConcurrency() <= 1;
    }

    /** {@code -Dstyle.color} is how Maven 3 passes on {@code --color}; {@code maven.style.color} is Maven 4's name. */
    static boolean isColoured(Properties properties) {
        String chosen = properties.getProperty("maven.style.color", properties.getProperty("style.color", "auto"));
        return !chosen.equals("never");
    }

    /** Maven's log, also after Ctrl-C. */
    static LineLog lines(Log log) {
        return new LineLog() {
            @Override
            public void info(String line) {
                println(log::info, "[INFO] ", line);
            }

            @Override
            public void warn(String line) {
                println(log::warn, "[WARNING] ", line);
            }

            @Override
            public void error(String line) {
                println(log::error, "[ERROR] ", line);
            }
        };
    }

    /**
     * After Ctrl-C Maven's terminal is no place to print to: Maven 4 closes it while we say how far it came (measured with 4.0.0-rc-6), and
     * Maven 3's parses what two threads print at once as one (jansi, met once: a NumberFormatException).
     */
    private static void println(Consumer<CharSequence> log, String level, String line) {
        try {
            log.accept(line);
        } catch (IllegalStateException | NumberFormatException e) {
            printlnToDescriptor(level + line);
        }
    }

    /** System.out is Maven's, and goes to the same terminal. */
    private static void printlnToDescriptor(String line) {
        new PrintStream(new FileOutputStream(FileDescriptor.out), true).println(line);
    }
}
