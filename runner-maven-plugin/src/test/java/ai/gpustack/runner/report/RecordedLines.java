package ai.gpustack.runner.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Maven's log, as a list; each line is also handed on, as Maven does to the terminal. */
final class RecordedLines implements LineLog {

    private final List<String> lines = new ArrayList<>();
    private final Consumer<String> next;

    RecordedLines() {
        this(line -> {});
    }

    RecordedLines(Consumer<String> next) {
        this.next = next;
    }

    @Override
    public void info(String line) {
        say("[INFO] " + line);
    }

    @Override
    public void warn(String line) {
        say("[WARNING] " + line);
    }

    @Override
    public void error(String line) {
        say("[ERROR] " + line);
    }

    private void say(String line) {
        lines.add(line);
        next.accept(line);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    String text() {
        return String.join("\n", lines) + "\n";
    }
}
