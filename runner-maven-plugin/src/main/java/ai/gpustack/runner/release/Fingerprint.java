package ai.gpustack.runner.release;

import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The identity of a test file: what it says, and what it copies into containers. */
final class Fingerprint {

    private Fingerprint() {}

    /**
     * The sha256 of a test file and its copied files.
     *
     * @param file the test file
     * @param copied files and folders that it copies, in its order
     * @return in hex; the same wherever the checkout lies
     */
    static String of(Path file, List<Path> copied) {
        try {
            var digest = new Sha256();
            add(digest, file.getFileName().toString(), Files.readAllBytes(file));
            for (Path source : copied) {
                addTree(digest, file, source);
            }
            return digest.hex();
        } catch (IOException e) {
            throw new BrokenEnvironment(
                    "can't read what " + file + " copies: " + e.getMessage(), "make it readable", e);
        }
    }

    private static void addTree(Sha256 digest, Path file, Path source) throws IOException {
        Path base = file.toAbsolutePath().normalize().getParent();
        List<Path> files;
        try (Stream<Path> tree = Files.walk(source)) {
            files = tree.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path each : files) {
            add(digest, base.relativize(each).toString().replace('\\', '/'), Files.readAllBytes(each));
        }
    }

    /** Lengths go in too: without them, bytes could move from one file to the next unseen. */
    private static void add(Sha256 digest, String name, byte[] bytes) {
        digest.add(name.length() + " " + name + " " + bytes.length + "\n").add(bytes);
    }
}
