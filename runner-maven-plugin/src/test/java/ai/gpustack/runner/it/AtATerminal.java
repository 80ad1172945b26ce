package ai.gpustack.runner.it;

import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.process.Programs;
import ai.gpustack.runner.report.EmulatedTerminal;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program at a terminal of 100 columns and 30 rows, which {@code script} of util-linux makes: what a person sees and types. */
public final class AtATerminal {

    private static final int COLUMNS = 100;
    private static final int ROWS = 30;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Process process;
    private final Thread reader;
    private final StringBuilder written = new StringBuilder();
    private boolean isAtEnd;

    private AtATerminal(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "terminal");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Whether terminals can be made here. A line on standard error says how to get what is missing.
     *
     * @return whether there is a {@code script} that can do it
     * @throws AssertionError if there is none, and {@code RUNNER_IT_ENGINE=required} says that it should be
     */
    public static boolean isPossible() {
        return Machine.isThere(() -> {
            if (!hasScript()) {
                throw Need.ENGINE.missing("needs 'script' of util-linux: on Debian, apt-get install bsdutils");
            }
        });
    }

    private static boolean hasScript() {
        try {
            return new Programs()
                    .capture(Command.of("script", "--version"))
                    .out()
                    .contains("util-linux");
        } catch (BrokenEnvironment e) {
            return false;
        }
    }

    /**
     * Starts a program.
     *
     * @param directory where
     * @param command the program and its arguments
     * @return the terminal
     */
    public static AtATerminal start(File directory, List<String> command) {
        // A terminal that script makes has no size of its own; and what is started in the background ignores Ctrl-C.
        String sized =
                "stty cols " + COLUMNS + " rows " + ROWS + "; exec env --default-signal=INT " + Command.of(command);
        var builder = new ProcessBuilder("script", "-qefc", sized, "/dev/null").directory(directory);
        builder.environment().putAll(Map.of("TERM", "xterm-256color", "LC_ALL", "C.UTF-8", "SHELL", "/bin/sh"));
        builder.environment().keySet().removeAll(List.of("CI", "NO_COLOR"));
        try {
            return new AtATerminal(builder.redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        var buffer = new char[4096];
        try (var out = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            for (int count = out.read(buffer); count >= 0; count = out.read(buffer)) {
                synchronized (this) {
                    written.append(buffer, 0, count);
                    notifyAll();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            synchronized (this) {
                isAtEnd = true;
                notifyAll();
            }
        }
    }

    /**
     * Waits until a text has been written.
     *
     * @param text the text
     * @return this terminal
     * @throws AssertionError if the program ends without it, or doesn't write it in five minutes
     */
    public synchronized AtATerminal awaits(String text) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (written.indexOf(text) < 0) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (isAtEnd || left <= 0) {
                process.destroyForcibly();
                throw new AssertionError("no '" + text + "' in\n" + screen().text());
            }
            wait(left);
        }
        return this;
    }

    /**
     * Types.
     *
     * @param keys what is typed; {@code \u0003} is Ctrl-C
     * @return this terminal
     */
    public AtATerminal types(String keys) throws IOException {
        process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        return this;
    }

    /**
     * Waits for the program's end.
     *
     * @return its exit status
     */
    public int status() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("it doesn't end:\n" + screen().text());
        }
        reader.join(PATIENCE.toMillis());
        return process.exitValue();
    }

    /** {@return what a person sees after all that was written so far} */
    public synchronized EmulatedTerminal screen() {
        var terminal = new EmulatedTerminal(COLUMNS, ROWS);
        terminal.write(written.toString());
        return terminal;
    }
}
