package ai.gpustack.runner.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that was started, and all that it starts. */
final class ProcessTree {

    /** How long a process tree that was asked to end may take before it is ended by force. */
    private static final Duration GRACE = Duration.ofSeconds(4);

    /** How often it is looked again for the children of a program that starts ever more of them. */
    private static final int LOOKS = 5;

    /** What the program and all that it starts have in their environment, each program a value of its own. */
    private static final String MARK = "RUNNER_MAVEN_PLUGIN_PROGRAM";

    private static final Path PROCESSES = Path.of("/proc");

    private final Process program;
    private final String mark;

    private ProcessTree(Process program, String mark) {
        this.program = program;
        this.mark = mark;
    }

    /**
     * Starts a program.
     *
     * @param builder what to start, and how
     * @return what runs
     * @throws IOException if it can't be started
     */
    static ProcessTree start(ProcessBuilder builder) throws IOException {
        String mark = UUID.randomUUID().toString();
        builder.environment().put(MARK, mark);
        return new ProcessTree(builder.start(), mark);
    }

    /** {@return the program itself} */
    Process program() {
        return program;
    }

    /** Asks the program and all that it started to end, and ends by force what is still there after {@link #GRACE}. */
    void end() {
        // The tree is read before anything ends: children of a process that has ended aren't its children any more.
        List<ProcessHandle> tree = family();
        end(tree);
        // One that it started on being ended, or just before.
        for (int again = 0; again < LOOKS; again++) {
            List<ProcessHandle> orphans = orphans();
            if (orphans.isEmpty()) {
                return;
            }
            end(orphans);
        }
    }

    private static void end(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroy);
        long deadline = System.nanoTime() + GRACE.toNanos();
        for (ProcessHandle process : processes) {
            try {
                process.onExit().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            } catch (Exception e) {
                break; // time is over: the rest is ended by force
            }
        }
        processes.forEach(ProcessHandle::destroyForcibly);
    }

    /** To look for children takes milliseconds, in which a program that has just been started may start others: so, twice. */
    private List<ProcessHandle> family() {
        List<ProcessHandle> tree = look();
        for (int again = 0; again < LOOKS; again++) {
            List<ProcessHandle> before = tree;
            tree = look();
            if (before.containsAll(tree)) {
                break;
            }
        }
        return tree;
    }

    private List<ProcessHandle> look() {
        ProcessHandle root = program.toHandle();
        return Stream.concat(Stream.of(root), root.descendants()).toList();
    }

    /** Whatever was started by the program and lives, whoever's child it is by now; Linux tells. */
    private List<ProcessHandle> orphans() {
        if (!Files.isDirectory(PROCESSES)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(PROCESSES)) {
            return all.filter(process -> process.getFileName().toString().matches("\\d+"))
                    .filter(process -> environment(process).contains(MARK + "=" + mark))
                    .map(process -> ProcessHandle.of(
                            Long.parseLong(process.getFileName().toString())))
                    .flatMap(Optional::stream)
                    .filter(ProcessHandle::isAlive)
                    .toList();
        } catch (IOException e) {
            return List.of(); // nobody tells
        }
    }

    /** Empty for what has ended, and for others' processes. */
    private static String environment(Path process) {
        try {
            return new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
