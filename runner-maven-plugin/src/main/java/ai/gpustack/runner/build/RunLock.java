package ai.gpustack.runner.build;

import ai.gpustack.runner.process.BrokenEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Keeps a second run out of the folder that the first one writes its report, definition and logs to. The system takes it
 * back when the process ends, however it ends; the empty file stays.
 *
 * <p>Between processes the system's lock of that file decides. It isn't even asked for in a process that has it: closing any
 * other descriptor of the file would give it back (POSIX, {@code fcntl}). So within a process (modules that are built at the same time, a
 * Maven that stays) a system property decides, which all class loaders share.
 */
public final class RunLock implements AutoCloseable {

    private static final String HELD = "ai.gpustack.runner.lock ";

    private final String held;
    private final FileChannel channel;

    private RunLock(String held, FileChannel channel) {
        this.held = held;
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @param output the folder that the run writes to: {@code target/runner}
     * @return the lock, to be closed at the run's end
     * @throws BrokenEnvironment if another run has it
     * @throws UncheckedIOException if the folder can't be written
     */
    public static RunLock take(Path output) {
        Path file = output.resolve("lock");
        try {
            String held = HELD + Files.createDirectories(output).toRealPath();
            if (System.getProperties().putIfAbsent(held, "") == null) {
                Optional<FileChannel> locked = lock(file, held);
                if (locked.isPresent()) {
                    return new RunLock(held, locked.get());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + file, e);
        }
        throw new BrokenEnvironment(
                "another run of this plugin writes to " + output,
                "wait until it has ended, or run this one in another checkout or with -Drunner.directory=DIR");
    }

    private static Optional<FileChannel> lock(Path file, String held) throws IOException {
        FileChannel channel = null;
        boolean isLocked = false;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            isLocked = lock != null;
            return isLocked ? Optional.of(channel) : Optional.empty();
        } finally {
            if (!isLocked) {
                giveBack(channel, held);
            }
        }
    }

    /** The file first: once the property is gone, another thread may lock the file, and closing this one's would take its lock. */
    private static void giveBack(FileChannel channel, String held) throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            System.getProperties().remove(held);
        }
    }

    @Override
    public void close() {
        try {
            giveBack(channel, held);
        } catch (IOException e) {
            throw new UncheckedIOException("can't give back the lock of the output folder", e);
        }
    }
}
