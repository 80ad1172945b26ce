package ai.gpustack.runner.release;

import ai.gpustack.runner.plan.Pack;
import ai.gpustack.runner.plan.RunnerImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The smoke-test files of a pack directory, as they are now; each is read once. For one thread. */
public final class TestFiles {

    private final Pack pack;
    private final Map<Path, Optional<SmokeTestFile>> files = new HashMap<>();

    /**
     * The files of a pack directory.
     *
     * @param pack the directory
     */
    public TestFiles(Pack pack) {
        this.pack = pack;
    }

    /**
     * What an image has to pass.
     *
     * @param image the image
     * @return its smoke-test file; empty if there is none
     * @throws ai.gpustack.runner.source.InvalidInput if it can't be understood
     */
    public Optional<SmokeTestFile> find(RunnerImage image) {
        return files.computeIfAbsent(
                path(image),
                p -> Files.exists(p) ? Optional.of(SmokeTestReader.read(p, pack.shown(p))) : Optional.empty());
    }

    /**
     * Where an image's smoke-test file is, or would be.
     *
     * @param image the image
     * @return its path, as people are shown it
     */
    String shown(RunnerImage image) {
        return pack.shown(path(image));
    }

    private Path path(RunnerImage image) {
        return pack.testFile(image.name().backend(), image.name().service());
    }

    /**
     * Why a receipt says nothing of what an image has to pass now: passing yesterday's tests says nothing about today's.
     *
     * @param image the image
     * @param receipt what was found
     * @return a sentence; empty if the same would be asked now
     */
    Optional<String> outdated(RunnerImage image, Receipt receipt) {
        Optional<SmokeTestFile> now = find(image);
        if (now.isEmpty()) {
            return Optional.of(shown(image) + ", by which it was tested, isn't there any more");
        }
        return now.get().sha256().equals(receipt.testFile().sha256())
                ? Optional.empty()
                : Optional.of(shown(image) + " has changed since it was tested");
    }
}
