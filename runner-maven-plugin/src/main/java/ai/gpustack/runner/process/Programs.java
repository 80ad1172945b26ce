package ai.gpustack.runner.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Runs programs. Output goes through pipes, never into files: a client of the engine that writes into a file lives on, and
 * pushes, after its parent is killed (measured with buildx 0.38.2); one whose pipe breaks ends.
 */
public final class Programs {

    /** The encoding of arguments and file names. */
    private static final Charset NATIVE =
            Charset.forName(System.getProperty("sun.jnu.encoding", StandardCharsets.UTF_8.name()));

    /** How long the output of a program that has ended is waited for, where it mustn't be waited for without a limit. */
    private static final Duration LEFT_BEHIND = Duration.ofSeconds(2);

    /** How much of what a program prints is kept, in characters: one that never ends mustn't fill the memory. */
    private static final int MOST = 1 << 25;

    private final Endings running = new Endings();

    /** What takes a program's standard output as bytes. It may stop early: the program then ends on its broken pipe. */
    @FunctionalInterface
    public interface BytesReader {

        /**
         * Takes bytes.
         *
         * @param out the program's standard output
         * @throws IOException if they can't be read
         */
        void read(InputStream out) throws IOException;
    }

    /**
     * Runs a program to its end and hands over its output line by line, as it comes.
     *
     * @param command what to run
     * @param out receives each line of standard output, on a thread of its own
     * @param err receives each line of standard error, on a thread of its own
     * @return how it ended
     * @throws BrokenEnvironment if there is no such program
     * @throws Interrupted if this thread was interrupted; the process tree has been ended
     */
    public Exit run(Command command, Consumer<String> out, Consumer<String> err) {
        return run(command, "", linesTo(out), err, new Ending(), Watch.NONE);
    }

    /**
     * Runs a program to its end, or until another thread ends it.
     *
     * @param command what to run
     * @param out receives each line of standard output, on a thread of its own
     * @param err receives each line of standard error, on a thread of its own
     * @param ending lets another thread end it; for one run only
     * @return how it ended
     * @throws BrokenEnvironment if there is no such program
     * @throws Interrupted if this thread was interrupted; the process tree has been ended
     */
    public Exit run(Command command, Consumer<String> out, Consumer<String> err, Ending ending) {
        return run(command, "", linesTo(out), err, ending, Watch.BY_CALLER);
    }

    /**
     * Runs a program that prints little, and returns all that it printed.
     *
     * @param command what to run
     * @return how it ended and what it printed
     * @throws BrokenEnvironment if there is no such program
     * @throws Interrupted if this thread was interrupted; the process tree has been ended
     */
    public Output capture(Command command) {
        return capture(command, "");
    }

    /**
     * Runs a program that reads little and prints little, and returns all that it printed.
     *
     * @param command what to run
     * @param input what it finds on its standard input
     * @return how it ended and what it printed
     * @throws BrokenEnvironment if there is no such program
     * @throws Interrupted if this thread was interrupted; the process tree has been ended
     */
    public Output capture(Command command, String input) {
        var out = new Text();
        var err = new Text();
        Exit exit = run(command, input, linesTo(out), err, new Ending(), Watch.NONE);
        return new Output(exit, out.toString(), err.toString());
    }

    /**
     * Runs a program whose standard output is bytes rather than lines.
     *
     * @param command what to run
     * @param out takes its standard output, on a thread of its own
     * @return how it ended and what it printed on standard error; after a reader that stopped early, a status that means nothing
     * @throws BrokenEnvironment if there is no such program
     * @throws Interrupted if this thread was interrupted; the process tree has been ended
     */
    public Output pipe(Command command, BytesReader out) {
        var err = new Text();
        Exit exit = run(command, "", out, err, new Ending(), Watch.NONE);
        return new Output(exit, "", err.toString());
    }

    /**
     * The same, to its end or until another thread ends it.
     *
     * @param command what to run
     * @param out takes its standard output, on a thread of its own
     * @param err receives each line of standard error, on a thread of its own
     * @param ending lets another thread end it; for one run only
     * @return how it ended
     * @throws BrokenEnvironment if there is no such program
     * @throws Interrupted if this thread was interrupted; the process tree has been ended
     */
    public Exit pipe(Command command, BytesReader out, Consumer<String> err, Ending ending) {
        return run(command, "", out, err, ending, Watch.BY_CALLER);
    }

    /**
     * Finds programs that run already.
     *
     * @param argument what they were started with, among other things
     * @return their process ids, those that another of them started left out; none where the system doesn't tell arguments
     */
    public List<Long> running(String argument) {
        String wanted = new String(argument.getBytes(NATIVE), NATIVE); // as far as it can be told to a program at all
        List<ProcessHandle> found = ProcessHandle.allProcesses()
                .filter(process -> arguments(process).anyMatch(wanted::equals))
                .toList();
        return found.stream()
                .filter(process -> process.parent().filter(found::contains).isEmpty())
                .map(ProcessHandle::pid)
                .toList();
    }

    /** Linux is asked itself: Java (17) leaves the arguments out where they take more than 4 KiB. */
    private static Stream<String> arguments(ProcessHandle process) {
        try {
            Path file = Path.of("/proc", String.valueOf(process.pid()), "cmdline");
            return Stream.of(new String(Files.readAllBytes(file), NATIVE).split("\0"));
        } catch (IOException e) {
            return process.info().arguments().stream().flatMap(Arrays::stream); // not Linux, or it has ended
        }
    }

    /** Collects lines. What goes wrong while standard output is read is a line of standard error, so two threads may write. */
    private static final class Text implements Consumer<String> {

        private final StringBuilder text = new StringBuilder();

        @Override
        public synchronized void accept(String line) {
            if (text.length() < MOST) {
                text.append(line).append('\n');
            }
        }

        @Override
        public synchronized String toString() {
            return text.toString();
        }
    }

    /** Who knows, when a program has ended, that it was ended from outside. */
    private enum Watch {
        /** The caller, by its {@link Ending}. */
        BY_CALLER,
        /** Nobody: what a program says that Ctrl-C ended, with Java, isn't what it would have said. */
        NONE
    }

    private Exit run(Command command, String input, BytesReader out, Consumer<String> err, Ending ending, Watch watch) {
        running.add(ending);
        try {
            return runToItsEnd(command, input, out, err, ending, watch);
        } finally {
            running.remove(ending);
        }
    }

    /** Ends whatever still runs, on other threads, and whatever is started from now on. */
    public void endAll() {
        running.call();
    }

    private static Exit runToItsEnd(
            Command command, String input, BytesReader out, Consumer<String> err, Ending ending, Watch watch) {
        ProcessTree tree = start(command);
        Process process = tree.program();
        ending.of(tree);
        var trouble = new AtomicReference<RuntimeException>();
        var hook = new ExitHook("end " + command.program(), ending::end);
        try {
            give(process, input);
            Thread outReader = reader(process.getInputStream(), out, err, trouble, command.program() + " stdout");
            Thread errReader =
                    reader(process.getErrorStream(), linesTo(err), err, trouble, command.program() + " stderr");
            boolean ended = true;
            if (command.timeout().isPresent()) {
                ended = process.waitFor(command.timeout().get().toMillis(), TimeUnit.MILLISECONDS);
                if (!ended) {
                    tree.end();
                }
            }
            int status = process.waitFor();
            ending.isOver();
            // What it leaves behind in the background may keep its output open for ever.
            long millis = command.timeout().map(limit -> LEFT_BEHIND.toMillis()).orElse(0L);
            outReader.join(millis);
            errReader.join(millis);
            if (!hook.takeBack() && watch == Watch.NONE) {
                throw new Interrupted(command.program());
            }
            if (trouble.get() != null) {
                throw trouble.get();
            }
            return new Exit(status, !ended);
        } catch (InterruptedException e) {
            tree.end();
            Thread.currentThread().interrupt();
            throw new Interrupted(command.program());
        } finally {
            hook.close();
        }
    }

    /** Writes to a program that may not read: one that ends first isn't an error, its exit status tells. */
    private static void give(Process process, String input) {
        try (OutputStream to = process.getOutputStream()) {
            to.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // its end of the pipe is closed
        }
    }

    private static ProcessTree start(Command command) {
        var builder = new ProcessBuilder(command.arguments());
        command.directory().ifPresent(directory -> builder.directory(directory.toFile()));
        builder.environment().putAll(command.environment());
        try {
            return ProcessTree.start(builder);
        } catch (IOException e) {
            throw new BrokenEnvironment(
                    "can't run '" + command.program() + "': " + e.getMessage(),
                    "install it, or put it on the PATH that Maven is started with",
                    e);
        }
    }

    private static BytesReader linesTo(Consumer<String> lines) {
        return stream -> {
            var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.accept(line);
            }
        };
    }

    /** What goes wrong with whoever takes the output ends the program, on its broken pipe, and is thrown where it was run. */
    private static Thread reader(
            InputStream stream,
            BytesReader reader,
            Consumer<String> err,
            AtomicReference<RuntimeException> trouble,
            String name) {
        var thread = new Thread(
                () -> {
                    try (stream) {
                        reader.read(stream);
                    } catch (IOException e) {
                        err.accept("(output ended: " + e.getMessage() + ")");
                    } catch (RuntimeException e) {
                        trouble.compareAndSet(null, e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
