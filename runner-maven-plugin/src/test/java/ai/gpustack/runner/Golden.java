package ai.gpustack.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Golden files: what a rendering has to be, to the byte. {@code -Dgolden.update} writes them anew, to be reviewed like code. */
public final class Golden {

    private static final Path RESOURCES = Path.of("src/test/resources");

    private Golden() {}

    /**
     * Compares a text with its golden file.
     *
     * @param name the file, below src/test/resources
     * @param actual the text
     */
    public static void assertGolden(String name, String actual) {
        Path file = RESOURCES.resolve(name);
        try {
            if (System.getProperty("golden.update") != null) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, actual);
            }
            assertThat(actual).isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("no golden file " + file + "; -Dgolden.update writes it", e);
        }
    }
}
