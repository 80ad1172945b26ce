package ai.gpustack.runner.report;

import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.process.Interrupted;
import ai.gpustack.runner.process.Output;
import ai.gpustack.runner.process.Programs;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The terminal that Maven was started at. It is written to by its file descriptor, as {@code System.out} is Maven's: Maven 4
 * makes log lines of what a plugin prints there.
 *
 * <p>Its size is asked of {@code stty}. A terminal library opens the terminal a second time beside Maven 4's own, with signal
 * handlers, native code and its own idea of what to restore at the end, and this is all that would be needed of it.
 */
public final class TerminalScreen implements Screen {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Pattern SIZE = Pattern.compile("(\\d{1,4}) (\\d{1,4})\\s*");
    private static final int LEAST_COLUMNS = 20;

    private final Programs programs;
    private final Command askSize;
    private final Charset charset;
    private final boolean isColoured;
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private volatile Size size;
    private volatile long asked;

    private TerminalScreen(Programs programs, Command askSize, Charset charset, boolean isColoured, Size size) {
        this.programs = programs;
        this.askSize = askSize;
        this.charset = charset;
        this.isColoured = isColoured;
        this.size = size;
        this.asked = System.nanoTime();
    }

    /**
     * The terminal, if a person looks at one that can be drawn on.
     *
     * @param environment this process's environment: {@code TERM}, {@code CI} and {@code NO_COLOR} are looked at
     * @param programs runs {@code stty}
     * @param isColoured whether colours are wanted, unless {@code NO_COLOR} says that they aren't
     * @return the terminal; empty in CI, where output is redirected, for a dumb terminal, and where its size can't be told
     */
    public static Optional<Screen> find(Map<String, String> environment, Programs programs, boolean isColoured) {
        Optional<Charset> charset = Optional.ofNullable(System.console())
                .filter(TerminalScreen::isTerminal)
                .map(Console::charset);
        if (charset.isEmpty() || !isForPeople(environment)) {
            return Optional.empty();
        }
        boolean withColours =
                isColoured && environment.getOrDefault("NO_COLOR", "").isEmpty();
        for (String option : List.of("-F", "-f")) { // GNU's and BusyBox's, then BSD's and macOS's
            Command command = Command.of("stty", option, "/dev/tty", "size").within(PATIENCE);
            Optional<Size> size = ask(programs, command);
            if (size.isPresent()) {
                return Optional.of(new TerminalScreen(programs, command, charset.get(), withColours, size.get()));
            }
        }
        return Optional.empty();
    }

    /** Since Java 22 there is a console also where there is no terminal. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** Whether the environment speaks of a terminal that can be drawn on, and of nobody's log. */
    static boolean isForPeople(Map<String, String> environment) {
        String term = environment.getOrDefault("TERM", "dumb");
        String ci = environment.getOrDefault("CI", "");
        return !term.isEmpty() && !term.equals("dumb") && (ci.isEmpty() || ci.equals("false"));
    }

    private static Optional<Size> ask(Programs programs, Command command) {
        try {
            Output output = programs.capture(command);
            return output.succeeded() ? parse(output.out()) : Optional.empty();
        } catch (BrokenEnvironment | Interrupted e) {
            return Optional.empty();
        }
    }

    /** Reads {@code ROWS COLUMNS}. A terminal that doesn't know its size says 0. */
    static Optional<Size> parse(String answer) {
        var numbers = SIZE.matcher(answer);
        if (!numbers.matches()) {
            return Optional.empty();
        }
        var size = new Size(Integer.parseInt(numbers.group(2)), Integer.parseInt(numbers.group(1)));
        return size.columns() >= LEAST_COLUMNS && size.rows() > 2 ? Optional.of(size) : Optional.empty();
    }

    @Override
    public Size size() {
        return size;
    }

    @Override
    public void look() {
        if (System.nanoTime() - asked > PATIENCE.toNanos()) {
            size = ask(programs, askSize).orElse(size);
            asked = System.nanoTime();
        }
    }

    @Override
    public boolean isColoured() {
        return isColoured;
    }

    @Override
    public boolean isUnicode() {
        return charset.newEncoder().canEncode("…━─");
    }

    @Override
    public synchronized void write(String text) {
        try {
            out.write(text.getBytes(charset));
        } catch (IOException e) {
            // The terminal is gone; the build needn't know.
        }
    }
}
