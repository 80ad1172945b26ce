package ai.gpustack.runner.build;

import ai.gpustack.runner.process.BrokenEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second run out of the folder that the first one writes its report, definition and logs to. The system takes it
 * back when the process ends, however it ends; the empty file stays.
 */
public final class RunLock implements AutoCloseable {

    private final FileChannel channel;

    private RunLock(FileChannel channel) {
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
            Files.createDirectories(output);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel)) {
                return new RunLock(channel);
            }
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + file, e);
        }
        throw new BrokenEnvironment(
                "another run of this plugin writes to " + output,
                "wait until it has ended, or run this one in another checkout or with -Drunner.directory=DIR");
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // another module of the same Maven run has it
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("can't give back the lock of the output folder", e);
        }
    }
}
