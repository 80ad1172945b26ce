package ai.gpustack.runner.scaffold;

import java.util.Optional;

/**
 * What happens to one file.
 *
 * @param path the file, relative to {@code runner.directory} where it lies below it, with {@code /}
 * @param before its text; empty if there is no such file
 * @param after its text afterwards
 */
public record Change(String path, Optional<String> before, String after) {

    /** {@return whether the file is made} */
    public boolean isNew() {
        return before.isEmpty();
    }
}
